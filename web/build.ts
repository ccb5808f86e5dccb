import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Where ensurePanelBuilt() looks and whom it tells. */
export interface BuildOptions {
  /** The project's folder, which holds package.json and web/. */
  root: string;
  /** Receives one line when a build is needed. */
  log?: (line: string) => void;
}

/** Packages that end up in the pages, or make them. */
const PACKAGES = [
  "@supabase/auth-js",
  "@supabase/functions-js",
  "@supabase/postgrest-js",
  "@vitejs/plugin-react",
  "react",
  "react-dom",
  "vite",
];

/**
 * Builds web/dist unless it was built from exactly these sources, and returns its path. The sources' hash is kept in
 * dist/.hash: times of files say nothing after a checkout. Safe when two processes do it at once.
 */
export async function ensurePanelBuilt({ root, log = () => {} }: BuildOptions): Promise<string> {
  const web = join(root, "web");
  const dist = join(web, "dist");
  const hash = hashSources(root);
  if (builtHash(dist) === hash) return dist;

  log("Building the Operator Panel");
  const { build } = await import("vite");
  const fresh = join(web, `.dist-${process.pid}-${randomUUID().slice(0, 8)}`);
  try {
    await build({
      configFile: join(web, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: fresh, emptyOutDir: true },
    });
    writeFileSync(join(fresh, ".hash"), `${hash}\n`);
    replaceFolder(dist, fresh, hash);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return dist;
}

function builtHash(dist: string): string | null {
  const stamp = join(dist, ".hash");
  return existsSync(stamp) && existsSync(join(dist, "index.html")) ? readFileSync(stamp, "utf8").trim() : null;
}

/** Moves a finished build into place. What another process has just made of the same sources stays: it may be in use already. */
function replaceFolder(dist: string, fresh: string, hash: string): void {
  for (let attempt = 1; builtHash(dist) !== hash; attempt++) {
    rmSync(dist, { recursive: true, force: true });
    try {
      renameSync(fresh, dist);
    } catch (error) {
      if (attempt === 5 && builtHash(dist) !== hash) throw error;
    }
  }
}

function hashSources(root: string): string {
  const web = join(root, "web");
  const files = [
    ...readdirSync(web).filter((name) => name.endsWith(".html")).map((name) => join(web, name)),
    join(web, "vite.config.ts"),
    ...listFiles(join(web, "public")),
    ...listFiles(join(web, "src")),
    ...listFiles(join(web, "packages", "use-heartbeat", "src")),
  ];
  const hash = createHash("sha256").update(packageVersions(root));
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`\n${relative(web, file).replaceAll("\\", "/")} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function packageVersions(root: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string> | undefined
  >;
  const versions: Record<string, string> = { ...dependencies, ...devDependencies };
  return PACKAGES.map((name) => `${name}@${versions[name]}`).join(" ");
}

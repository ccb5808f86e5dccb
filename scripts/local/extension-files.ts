import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PROJECT_ROOT, projectPath } from "./options.ts";

const STAND_IN_DIR = join(PROJECT_ROOT, "scripts", "local", "extensions");

/** The extensions that this project can add to a server that lacks them. */
export const PROVIDED_EXTENSIONS = ["pg_cron", "pg_net", "supabase_vault", "pgtap"] as const;
export type ProvidedExtension = (typeof PROVIDED_EXTENSIONS)[number];

/** The control and SQL files of one extension: file name to content. */
function filesOf(name: ProvidedExtension): Map<string, Buffer> {
  if (name === "pgtap") return pgtapFiles();
  const names = readdirSync(STAND_IN_DIR).filter((file) => file === `${name}.control` || file.startsWith(`${name}--`));
  return new Map(names.map((file) => [file, readFileSync(join(STAND_IN_DIR, file))]));
}

/**
 * Puts the files of each extension into a server's extension folder, unless the server offers the real one already.
 * Safe to call from several processes at once and again: a file appears whole or not at all, and only when it differs.
 */
export function installExtensions(extensionDir: string, names: readonly ProvidedExtension[]): void {
  for (const name of names) {
    if (isRealExtension(extensionDir, name)) continue;
    for (const [file, content] of filesOf(name)) {
      const path = join(extensionDir, file);
      if (existsSync(path) && readFileSync(path).equals(content)) continue;
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, content);
        chmodSync(temporary, 0o644);
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    }
  }
}

/** Whether installExtensions would have to write, and may not. */
export function lacksWritableExtensions(extensionDir: string, names: readonly ProvidedExtension[]): boolean {
  const upToDate = names.every((name) =>
    isRealExtension(extensionDir, name) ||
    [...filesOf(name)].every(([file, content]) => {
      const path = join(extensionDir, file);
      return existsSync(path) && readFileSync(path).equals(content);
    })
  );
  if (upToDate) return false;
  try {
    accessSync(extensionDir, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** Whether a server offers the real extension rather than our stand-in: ours says so in its control file. */
export function isRealExtension(extensionDir: string, name: ProvidedExtension): boolean {
  const control = join(extensionDir, `${name}.control`);
  if (!existsSync(control)) return false;
  const text = readFileSync(control, "utf8");
  return name === "pgtap" ? false : !text.includes("stand-in");
}

let pgtap: Map<string, Buffer> | undefined;

/** pgTAP is plain SQL and ships inside @electric-sql/pglite as a tar archive. */
function pgtapFiles(): Map<string, Buffer> {
  if (pgtap) return pgtap;
  const archive = projectPath("node_modules/@electric-sql/pglite/dist/pgtap.tar.gz");
  const tar = gunzipSync(readFileSync(archive));
  pgtap = new Map();
  for (let offset = 0; offset + 512 <= tar.length;) {
    const path = tar.toString("utf8", offset, offset + 100).replace(/\0.*$/s, "");
    if (path === "") break;
    const size = parseInt(tar.toString("utf8", offset + 124, offset + 136), 8);
    const file = /^(?:\.\/)?share\/postgresql\/extension\/(pgtap(?:\.control|--\d[\d.]*\.sql))$/.exec(path)?.[1];
    if (file) pgtap.set(file, tar.subarray(offset + 512, offset + 512 + size));
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  if (!pgtap.has("pgtap.control")) throw new Error(`${archive} holds no pgtap.control`);
  return pgtap;
}

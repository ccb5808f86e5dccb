import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPortFree } from "../../scripts/local/ports.ts";

/** What a script gives back: its exit code and all that it printed. */
export interface Run {
  code: number;
  stdout: string;
  stderr: string;
  all: string;
}

type Main = (
  argv: string[],
  deps: { env: NodeJS.ProcessEnv; stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } },
) => Promise<number>;

/** No local stack runs on this folder, so that a script cannot fall back on one. */
const NOWHERE = join(tmpdir(), "heartbase-no-stack-here");

/** Runs a script's main in this process, in an environment that holds `env` and nothing else. */
export async function run(main: Main, argv: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  let stdout = "";
  let stderr = "";
  const code = await main(argv, {
    env: { DATA_DIR: NOWHERE, ...env },
    stdout: { write: (text) => stdout += text },
    stderr: { write: (text) => stderr += text },
  });
  return { code, stdout, stderr, all: stdout + stderr };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(test: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "heartbase-scripts-test-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A port on which nothing listens, and below those that systems and stacks give out, so that nobody gets it meanwhile. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    const port = randomInt(8001, 10_000);
    if (await isPortFree(port)) return port;
  }
}

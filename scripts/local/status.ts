import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "./errors.ts";
import { readEnvironment } from "./options.ts";
import { isAlive } from "./processes.ts";
import type { StackStatus } from "./stack.ts";

const USAGE = `Usage: npm run status [-- --json]

Says where the local stack that runs on DATA_DIR (default .local) is to be found.

  --json   the same as JSON (as in .local/status.json)
  --help   this text

Exit code: 0 running, 1 not running, 2 wrong usage.`;

/** The facts of the running stack of a data folder, or null when none runs. */
export function readStatus(dataDir: string): StackStatus | null {
  try {
    const status = JSON.parse(readFileSync(join(dataDir, "status.json"), "utf8")) as StackStatus;
    return isAlive(status.pid) ? status : null;
  } catch {
    return null;
  }
}

/** The facts as lines for people. */
export function describeStatus(status: StackStatus): string {
  const rows: [string, string][] = [
    ["API", status.api_url],
    ["Functions", status.functions_url],
    ["Database", status.db_url],
    ["Inbox", status.inbox_url],
    ["Operator Panel", status.panel_url],
    ["Publishable key", status.publishable_key],
    ["Secret key", status.secret_key],
    ["Function secret", status.function_secret],
  ];
  return rows.map(([label, value]) => `  ${label.padEnd(16)} ${value}`).join("\n");
}

function main(): number {
  let json: boolean | undefined;
  try {
    const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    json = values.json;
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  const { dataDir } = readEnvironment();
  const status = readStatus(dataDir);
  if (!status) {
    console.error(`No local stack runs on ${dataDir}. Start it with \`npm start\`.`);
    return 1;
  }
  console.log(json ? JSON.stringify(status, null, 2) : describeStatus(status));
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main();

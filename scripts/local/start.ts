import { parseArgs } from "node:util";
import { messageOf, StackError } from "./errors.ts";
import { PORT_VARIABLES, readEnvironment } from "./options.ts";
import { type StackStatus, startStack } from "./stack.ts";
import { describeStatus } from "./status.ts";

const USAGE = `Usage: npm start [-- --reset]

Runs the whole local stack: Postgres, REST, Auth, edge functions, cron, and an inbox for what is sent. Ctrl-C stops it.

  --reset   begin anew with an empty database (removes what DATA_DIR holds)
  --help    this text

Environment (default):
${
  Object.values(PORT_VARIABLES).map(({ variable, port, label }) => `  ${variable.padEnd(11)} ${port}   ${label}`).join(
    "\n",
  )
}
  DATA_DIR    .local  where data, logs and status.json are kept

Function secrets (Slack, e-mail …) are read from supabase/functions/.env; see .env.example beside it.
Exit code: 0 stopped by you, 1 failure, 2 wrong usage.`;

/** npm and the terminal may both pass on one Ctrl-C: only a later one is a second. */
const SAME_SIGNAL_MS = 1000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { reset: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) return console.log(USAGE);

  const { ports, dataDir } = readEnvironment();
  const interrupted = whenInterrupted();
  const starting = startStack({
    dataDir,
    ports,
    reset: values.reset ?? false,
    log: (line) => console.log(`  ${line}`),
  });
  const stack = await Promise.race([starting, interrupted.then(() => null)]);
  if (stack) {
    const seconds = process.uptime().toFixed(1);
    console.log(`\nHeartbase is running (${seconds} s). Ctrl-C stops it.\n\n${describeStatus(stack.status)}\n`);
    console.log(firstSteps(stack.status));
    await interrupted;
  }
  console.log("\nStopping");
  // An interruption while starting waits for the start to end, so that nothing it started is left behind.
  await (stack ?? await starting).stop();
}

function firstSteps({ api_url, secret_key, inbox_url, panel_url }: StackStatus): string {
  return `See it: the demo job nightly-backup is late, and its one alert is in the inbox, ${inbox_url}
All jobs are in the Operator Panel, ${panel_url} (admin@heartbase.local, password heartbase).

Try it: send the missing heartbeat, and one recovery notice follows.

  curl -X POST ${api_url}/rest/v1/rpc/update_job_heartbeat \\
    -H 'apikey: ${secret_key}' -H 'Content-Type: application/json' \\
    -d '{"p_job_name": "nightly-backup"}'
`;
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second, later one ends the process at once. */
function whenInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (first === 0) {
          first = Date.now();
          resolve();
        } else if (Date.now() - first > SAME_SIGNAL_MS) {
          console.error("Stopped at once; Postgres and the functions end by themselves.");
          process.exit(1);
        }
      });
    }
  });
}

// Whoever read our output may go before us; the stack goes on until it is told to stop.
process.stdout.on("error", () => {});

try {
  await main();
  process.exit(0);
} catch (error) {
  const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (isUsage) console.error(`${messageOf(error)}\n\n${USAGE}`);
  else console.error(error instanceof StackError ? `\n${error.message}` : error);
  process.exit(isUsage ? 2 : 1);
}

import { startTestStack } from "./tests/support/stack.ts";
import { runDatabaseTests } from "./tests/database/run.ts";
const stack = await startTestStack({ functions: false });
for (const filter of process.argv.slice(2)) {
  const r = await runDatabaseTests({ url: stack.status.db_url, filter, log: console.log });
  console.log(filter, JSON.stringify(r));
}
await stack.stop();
process.exit(0);

// Asks a project, hosted or local, whether everything that an alert needs works, one line each with the cure.
const { DATABASE_QUESTIONS } = require("./lib/database-questions.cjs");
const { DATABASE_OPTIONS, chooseDatabase, withDatabase } = require("./lib/database.cjs");
const { DELIVERY_QUESTIONS, testAlert } = require("./lib/delivery-questions.cjs");
const { ScriptError, UsageError } = require("./lib/errors.cjs");
const { readLocalStack } = require("./lib/local-stack.cjs");
const { parseBaseUrl } = require("./lib/project.cjs");
const { askAll } = require("./lib/question.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");

const USAGE = `Usage: npm run doctor -- [options]
       node scripts/doctor.cjs [options]

Asks a project whether an alert would arrive, one question a line: "ok", or "FAIL" with what to do ("->"). A question that
needs the answer to a failed one is skipped. Unless told otherwise it sends a test message to every channel of the project.

  --db-url <url>         the database (else SUPABASE_DB_URL, else the local stack); connect as the user postgres
  --edge-base-url <url>  where this machine reaches the API, if that is not where the database does
  --no-test-alert        send no test message
  --timeout <seconds>    longest wait for the tick, for pg_net and for the test message (default 60)
  --json                 print [{check, ok, detail, cure}]
  --help                 this text

Exit code: 0 all is well, 1 a question failed, 2 wrong usage.`;

const OPTIONS = /** @type {const} */ ({
  ...DATABASE_OPTIONS,
  "edge-base-url": { type: "string" },
  "no-test-alert": { type: "boolean", default: false },
  timeout: { type: "string", default: "60" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h" },
});

/**
 * @param {string[]} argv
 * @param {Partial<import("./lib/script.cjs").Deps>} [deps]
 * @returns {Promise<number>} the exit code
 */
async function main(argv, deps) {
  const { env, ...streams } = surroundings(deps);
  const script = { name: "doctor.cjs", usage: USAGE, options: OPTIONS };
  return await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const timeoutMs = parseSeconds(values.timeout) * 1000;
    const baseUrl = values["edge-base-url"] && parseBaseUrl(values["edge-base-url"], "--edge-base-url");
    const target = chooseDatabase(values["db-url"], env);
    output.redactor.add(target.password);

    /** @param {import("./lib/question.cjs").Answer} answer @param {boolean} wasAsked */
    const tell = ({ check, ok, detail, cure }, wasAsked) => {
      if (values.json) return;
      const mark = ok ? "ok" : wasAsked ? "FAIL" : "skip";
      output.line(`${mark.padEnd(4)} ${check.padEnd(10)} ${detail}${cure ? ` -> ${cure}` : ""}`);
    };
    const questions = [...DATABASE_QUESTIONS, ...DELIVERY_QUESTIONS, ...(values["no-test-alert"] ? [] : [testAlert])];
    const ask = () =>
      withDatabase(target, "heartbase-doctor", (sql, serverVersion) =>
        askAll(questions, {
          sql,
          target,
          serverVersion,
          redactor: output.redactor,
          baseUrl,
          secret: undefined,
          timeoutMs,
          progress: (text) => values.json || output.error(text),
        }, tell));
    const answers = await ask().catch((error) => {
      if (!(error instanceof ScriptError)) throw error;
      const answer = { check: "connection", ok: false, detail: error.message, cure: error.cure ?? null };
      tell(answer, true);
      return [answer];
    });

    const failed = answers.filter((answer) => !answer.ok).length;
    if (values.json) output.json(answers);
    else {
      const stack = readLocalStack(env);
      const isLocalStack = stack !== null && target.isLocal && Number(new URL(stack.db_url).port) === target.port;
      if (isLocalStack && answers.some(({ check, ok }) => check === testAlert.check && ok)) {
        output.line(`The test message is at ${stack.inbox_url}, unless secrets lead elsewhere`);
      }
      output.line(failed === 0 ? "All is well." : `${failed} of ${answers.length} questions have no good answer.`);
    }
    return failed === 0 ? 0 : 1;
  });
}

/** @param {string} text */
function parseSeconds(text) {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 3600) return seconds;
  throw new UsageError("--timeout is a number of seconds from 1 to 3600.");
}

module.exports = { main };

if (require.main === module) startProgram(main);

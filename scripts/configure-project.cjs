// Tells a project's database where its edge functions are, gives both the credential that they share, and sets up the
// schedules. Safe to run again.
const { randomBytes } = require("node:crypto");
const { requireMigrations, writeDatabase } = require("./lib/configuration/database.cjs");
const { OPTIONS, USAGE, VARIABLE, VAULT_NAME } = require("./lib/configuration/options.cjs");
const { makePlan, nextSteps } = require("./lib/configuration/plan.cjs");
const { describeTarget, withDatabase } = require("./lib/database.cjs");
const { ScriptError, messageOf } = require("./lib/errors.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");
const { setInSecretsFile, withSecretsFile } = require("./lib/secrets-file.cjs");
const { runSupabase } = require("./lib/supabase-cli.cjs");

/** Steps whose detail says by itself what became of them. */
const STATES = new Set(["database", "functions", "secret"]);

/** @typedef {import("./lib/script.cjs").Deps} Deps */
/** @typedef {import("./lib/configuration/database.cjs").Step} Step */

/**
 * @param {string[]} argv
 * @param {Partial<Deps>} [deps]
 * @returns {Promise<number>} the exit code
 */
async function main(argv, deps) {
  const { env, ...streams } = surroundings(deps);
  return await runScript(
    { name: "configure-project.cjs", usage: USAGE, options: OPTIONS },
    argv,
    { env, ...streams },
    async (
      values,
      output,
    ) => {
      output.redactor.add(
        values["function-secret"],
        values["slack-webhook-url"],
        values["resend-api-key"],
        values["ntfy-url"],
        values["ntfy-token"],
        values["twilio-auth-token"],
        ...[VARIABLE, "SLACK_WEBHOOK_URL", "RESEND_API_KEY", "NTFY_URL", "NTFY_TOKEN", "TWILIO_AUTH_TOKEN"]
          .concat("SUPABASE_ACCESS_TOKEN").map((name) => env[name]?.trim()),
      );
      const plan = makePlan(values, env);
      output.redactor.add(plan.target.password);

      /** @type {Step[]} */
      const steps = [];
      const report = (/** @type {Step} */ step) => {
        steps.push(step);
        if (!values.json) {
          output.line(
            `ok  ${step.step.padEnd(11)} ${step.detail}${step.changed || STATES.has(step.step) ? "" : " (unchanged)"}`,
          );
        }
      };
      let secret = "";
      await withDatabase(plan.target, "heartbase-configure", async (sql, version) => {
        await requireMigrations(sql);
        report({ step: "database", changed: false, detail: `Postgres ${version} at ${describeTarget(plan.target)}` });

        const [row] = await sql`select private.get_secret(${VAULT_NAME}) as value`;
        /** @type {string | null} */
        const kept = row?.["value"] ?? null;
        secret = plan.givenSecret ?? (plan.rotate ? null : kept) ?? randomBytes(32).toString("base64url");
        output.redactor.add(kept, secret);

        // The functions first: this is the step that may fail, and until the database follows a second later, the calls that
        // they refuse lose nothing.
        if (plan.setsFunctions && plan.ref !== null) {
          await giveToFunctions(plan.ref, secret, env);
          report({ step: "functions", changed: secret !== kept, detail: `${VARIABLE} is set on project ${plan.ref}` });
        }
        if (plan.secretsFile !== undefined) {
          setInSecretsFile(plan.secretsFile, VARIABLE, secret);
          report({ step: "file", changed: true, detail: `${VARIABLE} is in ${plan.secretsFile}` });
        }
        const written = await writeDatabase(sql, plan, secret).catch((error) => {
          const left = plan.setsFunctions && secret !== kept
            ? "The functions have the new secret already: run it again without --rotate to bring both together."
            : "Nothing was changed in the database.";
          throw new ScriptError(`The database refused: ${messageOf(error)}.`, left);
        });
        written.forEach(report);
      });

      const secretChanged = steps.some(({ step, changed }) => step === "secret" && changed);
      const next = nextSteps(plan, secretChanged);
      if (values.json) {
        const answer = { project_ref: plan.ref, edge_base_url: plan.baseUrl, steps, next };
        if (values["show-secret"]) output.verbatim(JSON.stringify({ ...answer, function_secret: secret }, null, 2));
        else output.json(answer);
      } else {
        if (values["show-secret"]) output.verbatim(`${VARIABLE}=${secret}`);
        for (const sentence of next) output.line(sentence);
      }
      return 0;
    },
  );
}

/**
 * @param {string} ref
 * @param {string} secret
 * @param {NodeJS.ProcessEnv} env
 */
async function giveToFunctions(ref, secret, env) {
  try {
    await withSecretsFile(
      VARIABLE,
      secret,
      (file) => runSupabase(["secrets", "set", `--remote=${ref}`, "--env-file", file, "--yes"], env),
    );
  } catch (error) {
    throw new ScriptError(
      `${messageOf(error)}`,
      "Nothing was changed. Log in with npx supabase login, then run this again.",
    );
  }
}

module.exports = { main };

if (require.main === module) startProgram(main);

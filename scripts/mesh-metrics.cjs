// Prints metrics of the mesh, or of everything, in Prometheus' text format: for people, and for a textfile collector.
const { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi, dataOf } = require("./lib/client.cjs");
const { ScriptError, UsageError } = require("./lib/errors.cjs");
const { tetrahedronIdOf } = require("./lib/mesh.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");

const USAGE = `Usage: node scripts/mesh-metrics.cjs [options]

Prints metrics in Prometheus' text format: of each tetrahedron its heartbeats per minute and so far, the time since the
last one and whether it is stale; tetrahedrons by state, and their open alerts. The edge function metrics answers the
same text to whoever scrapes it.

${CLIENT_HELP}
  --all                   all metrics: also of jobs, machines, the outbox, channels and the evaluator
  --tetrahedron-id <id>   the series of this tetrahedron alone
  --json                  JSON: [{name, type, help, samples: [{labels, value}]}]; a value is null when there is none
  --help                  this text

Exit code: 0 printed, 1 on any error, 2 wrong usage.`;

const OPTIONS = /** @type {const} */ ({
  ...CLIENT_OPTIONS,
  all: { type: "boolean", default: false },
  "tetrahedron-id": { type: "string" },
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
  const script = { name: "mesh-metrics.cjs", usage: USAGE, options: OPTIONS };
  return await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const id = tetrahedronIdOf(values);
    if (values.all && id !== undefined) throw new UsageError("Pass --all or --tetrahedron-id, not both.");
    const api = chooseApi(values, env, output.redactor);
    const question = {
      ...(values.all ? {} : { p_subject_kind: "tetrahedron" }),
      ...(id === undefined ? {} : { p_tetrahedron_id: id }),
    };
    const answer = await dataOf(
      api.url,
      connectApi(api).rpc(values.json ? "collect_metrics" : "render_metrics", question),
    );
    output.redactor.onlyKnown();
    if (values.json) output.json(answer);
    else if (typeof answer === "string") output.text(answer);
    else throw new ScriptError(`${api.url} gave no text.`, "Apply the newest migrations with npx supabase db push.");
    return 0;
  });
}

module.exports = { main };

if (require.main === module) startProgram(main);

// Calls the SQL checker of mesh heartbeats, for a scheduler that is not pg_cron.
const { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi } = require("./lib/client.cjs");
const { checkMesh, thresholdOf } = require("./lib/mesh.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");

const USAGE = `Usage: node scripts/monitor-mesh-health-sql.cjs [options]

Calls check_mesh_heartbeats_and_alert(threshold_minutes): an alert of type mesh-degrading for each silent tetrahedron
that has none.

${CLIENT_HELP}
  -t, --threshold-minutes <n>  silence that makes an alert (default 60; 0 means 0). A tetrahedron's own stale_after
                               comes first.
  --json                       print the report as JSON
  --help                       this text

Exit code: 0 done, 1 on any error.`;

const OPTIONS = /** @type {const} */ ({
  ...CLIENT_OPTIONS,
  "threshold-minutes": { type: "string", short: "t" },
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
  const script = { name: "monitor-mesh-health-sql.cjs", usage: USAGE, options: OPTIONS };
  const code = await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const threshold = thresholdOf(values);
    const api = chooseApi(values, env, output.redactor);
    if (!values.json) output.line(`Calling SQL checker RPC with threshold ${threshold} minutes`);
    const report = await checkMesh(connectApi(api), api.url, { threshold_minutes: threshold });
    output.redactor.onlyKnown();
    if (values.json) output.json(report);
    else output.line("SQL checker RPC executed successfully");
    return 0;
  });
  return Math.min(code, 1);
}

module.exports = { main };

if (require.main === module) startProgram(main);

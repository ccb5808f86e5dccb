// Finds tetrahedrons without a recent heartbeat and opens an alert for each that has none. For a cron of one's own.
const { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi } = require("./lib/client.cjs");
const { checkMesh, tetrahedronIdOf, thresholdOf, wholeNumber } = require("./lib/mesh.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");

const USAGE = `Usage: node scripts/monitor-mesh-health.cjs [options]

Finds tetrahedrons whose last heartbeat is older than a threshold, or that never had one, and opens an alert of type
mesh-degrading for each that has none. The database decides, so that this, pg_cron and the minute tick never make two.

${CLIENT_HELP}
  -t, --threshold-minutes <n>  silence that makes an alert (default 60; 0 means 0). A tetrahedron's own stale_after
                               comes first.
  -n, --dry-run                say what would be done, and do nothing
  --limit <n>                  at most so many silent tetrahedrons, those without an alert first (default 100)
  --tetrahedron-id <id>        this tetrahedron alone
  --json                       print the report as JSON
  --help                       this text

Exit code: 0 done, 1 on any error.`;

const OPTIONS = /** @type {const} */ ({
  ...CLIENT_OPTIONS,
  "threshold-minutes": { type: "string", short: "t" },
  "dry-run": { type: "boolean", short: "n", default: false },
  limit: { type: "string" },
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
  const script = { name: "monitor-mesh-health.cjs", usage: USAGE, options: OPTIONS };
  const code = await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const threshold = thresholdOf(values);
    const limit = wholeNumber(values.limit, { name: "limit", fallback: 100, least: 1, most: 1000 });
    const id = tetrahedronIdOf(values);
    const dryRun = values["dry-run"];
    const api = chooseApi(values, env, output.redactor);
    if (!values.json) output.line(`Checking mesh health with threshold ${threshold} minutes (dryRun=${dryRun})`);

    const report = await checkMesh(connectApi(api), api.url, {
      threshold_minutes: threshold,
      p_limit: limit,
      p_dry_run: dryRun,
      ...(id === undefined ? {} : { p_tetrahedron_id: id }),
    });
    output.redactor.onlyKnown();
    if (values.json) {
      output.json(report);
      return 0;
    }
    output.line(`Found ${report.found} tetrahedrons with stale or missing heartbeats`);
    for (const silent of report.tetrahedrons) output.line(lineOf(silent, dryRun));
    return 0;
  });
  return Math.min(code, 1);
}

/**
 * @param {import("./lib/mesh.cjs").Silent} silent
 * @param {boolean} dryRun
 */
function lineOf({ tetrahedron_id: id, alert_id, created, message, severity }, dryRun) {
  if (created) return `Created alert ${alert_id} for tetrahedron ${id} (severity=${severity})`;
  if (alert_id !== null) return `Skipping ${id} - existing unresolved alert ${alert_id}`;
  if (dryRun) return `[DRY RUN] Would create alert for ${id} - ${message}`;
  return `Skipping ${id} - heard from meanwhile, or being checked by somebody else`;
}

module.exports = { main };

if (require.main === module) startProgram(main);

// Tries the mesh monitor on a tetrahedron of its own, against any stack, and cleans up.
const { randomUUID } = require("node:crypto");
const { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi, dataOf } = require("./lib/client.cjs");
const { ScriptError } = require("./lib/errors.cjs");
const { checkMesh } = require("./lib/mesh.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");
const monitor = require("./monitor-mesh-health.cjs");

const USAGE = `Usage: node scripts/test-monitor-mesh-health.cjs [options]

Makes a tetrahedron, runs the mesh monitor on it twice and the SQL checker once, sends a heartbeat, and says whether one
alert was made, none the second time, and whether it ended. Removes all of it afterwards. Other tetrahedrons are left
alone. The project's channels may hear of the alert, whose subject is called "Heartbase self-test".

${CLIENT_HELP}
  --help                       this text

Exit code: 0 all is as it should be, 1 something is not.`;

const OPTIONS = /** @type {const} */ ({ ...CLIENT_OPTIONS, help: { type: "boolean", short: "h" } });

/** @typedef {import("./lib/client.cjs").Client} Client */

/**
 * @param {string[]} argv
 * @param {Partial<import("./lib/script.cjs").Deps>} [deps]
 * @returns {Promise<number>} the exit code
 */
async function main(argv, deps) {
  const { env, ...streams } = surroundings(deps);
  const script = { name: "test-monitor-mesh-health.cjs", usage: USAGE, options: OPTIONS };
  const code = await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const { url, key } = chooseApi(values, env, output.redactor);
    const client = connectApi({ url, key });
    const id = randomUUID();
    let failures = 0;
    /** @type {(what: string, isTrue: boolean) => void} */
    const expect = (what, isTrue) => {
      if (!isTrue) failures += 1;
      output.line(`${isTrue ? "ok  " : "FAIL"} ${what}`);
    };
    const openAlerts = async () =>
      await dataOf(
        url,
        client.from("guardian_alerts").select("id").eq("tetrahedron_id", id).eq("alert_type", "mesh-degrading")
          .is("resolved_at", null),
      ) ?? [];
    const runMonitor = async () => {
      let printed = "";
      const stream = { write: (/** @type {string} */ text) => printed += text };
      const argv = ["--url", url, "--threshold-minutes", "0", "--tetrahedron-id", id];
      const environment = { ...env, SUPABASE_SECRET_KEY: key };
      if (await monitor.main(argv, { env: environment, stdout: stream, stderr: stream }) !== 0) {
        throw new ScriptError(`The monitor failed: ${printed.trim()}`);
      }
      return printed;
    };

    try {
      const vertices = Array.from({ length: 4 }, () => randomUUID());
      await dataOf(url, client.from("tetrahedrons").insert({ id, name: "Heartbase self-test", vertices }));
      output.line(`Made tetrahedron ${id}`);
      const first = await runMonitor();
      const [alert, ...others] = await openAlerts();
      expect("the first run makes one alert", alert !== undefined && others.length === 0);
      expect("and says so", first.includes(`Created alert ${alert?.id} for tetrahedron ${id} (severity=warning)`));
      const second = await runMonitor();
      expect("the second run makes none", (await openAlerts()).length === 1);
      expect("and says so", second.includes(`Skipping ${id} - existing unresolved alert ${alert?.id}`));
      const { created } = await checkMesh(client, url, { threshold_minutes: 0, p_tetrahedron_id: id });
      expect("nor does the SQL checker", created === 0 && (await openAlerts()).length === 1);
      await dataOf(url, client.rpc("record_mesh_heartbeat", { t_uuid: id, src: "self-test", payload: { ping: true } }));
      expect("a heartbeat ends the alert", (await openAlerts()).length === 0);
    } finally {
      await dataOf(url, client.from("guardian_alerts").delete().eq("subject_kind", "tetrahedron").eq("subject_id", id));
      await dataOf(url, client.from("tetrahedrons").delete().eq("id", id));
      output.line("Removed it again");
    }
    return failures === 0 ? 0 : 1;
  });
  return Math.min(code, 1);
}

module.exports = { main };

if (require.main === module) startProgram(main);

const { dataOf } = require("./client.cjs");
const { ScriptError, UsageError } = require("./errors.cjs");

/** @typedef {import("./client.cjs").Client} Client */

/**
 * A tetrahedron that is silent, and its alert if there is one.
 * @typedef {object} Silent
 * @property {string} tetrahedron_id
 * @property {string} name
 * @property {string | null} last_heartbeat_at
 * @property {string} message
 * @property {"warning" | "critical"} severity
 * @property {string | null} alert_id
 * @property {boolean} created whether this very check opened the alert
 */

/**
 * What check_mesh_heartbeats_and_alert() found and did.
 * @typedef {object} MeshReport
 * @property {number} threshold_minutes
 * @property {boolean} dry_run
 * @property {number} found
 * @property {number} created
 * @property {number} resolved
 * @property {Silent[]} tetrahedrons at most 1000
 */

/** Default of the scripts and of the database. */
const THRESHOLD_MINUTES = 60;

/**
 * A whole number that was given as an option.
 * @param {string | undefined} text
 * @param {{ name: string, fallback: number, least: number, most: number }} option
 * @returns {number}
 */
function wholeNumber(text, { name, fallback, least, most }) {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^-?\d+$/.test(text.trim()) || value < least || value > most) {
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

/**
 * The threshold that was asked for, in minutes; 0 means 0.
 * @param {{ "threshold-minutes"?: string | undefined }} values
 */
function thresholdOf(values) {
  return wholeNumber(values["threshold-minutes"], {
    name: "threshold-minutes",
    fallback: THRESHOLD_MINUTES,
    least: 0,
    most: 5_256_000,
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The tetrahedron that was asked for, if one was.
 * @param {{ "tetrahedron-id"?: string | undefined }} values
 */
function tetrahedronIdOf(values) {
  const id = values["tetrahedron-id"]?.trim();
  if (id !== undefined && !UUID.test(id)) throw new UsageError("--tetrahedron-id must be a UUID.");
  return id;
}

/**
 * Has the database look for silent tetrahedrons and alert about them: the one place that decides.
 * @param {Client} client
 * @param {string} url
 * @param {{ threshold_minutes: number, p_limit?: number, p_tetrahedron_id?: string, p_dry_run?: boolean }} question
 * @returns {Promise<MeshReport>}
 */
async function checkMesh(client, url, question) {
  const answer = await dataOf(url, client.rpc("check_mesh_heartbeats_and_alert", question));
  if (typeof answer !== "object" || answer === null || !("tetrahedrons" in answer)) {
    throw new ScriptError(`${url} gave no report.`, "Apply the newest migrations with npx supabase db push.");
  }
  return /** @type {MeshReport} */ (/** @type {unknown} */ (answer));
}

module.exports = { checkMesh, tetrahedronIdOf, thresholdOf, wholeNumber };

const { messageOf } = require("./errors.cjs");

/**
 * The answer to one of the doctor's questions.
 * @typedef {{ check: string, ok: boolean, detail: string, cure: string | null }} Answer
 */

/** @typedef {{ ok: boolean, detail: string, cure?: string }} Finding */

/**
 * What a question may use.
 * @typedef {object} Patient
 * @property {import("postgres").Sql} sql
 * @property {import("./database.cjs").Target} target
 * @property {string} serverVersion
 * @property {import("./redaction.cjs").Redactor} redactor
 * @property {string | undefined} baseUrl where this machine reaches the API; the setting, unless it was given
 * @property {string | undefined} secret the function secret, once it is known
 * @property {number} timeoutMs longest wait for one thing
 * @property {(text: string) => void} progress
 */

/**
 * A question. It is not asked when one that it needs has no good answer.
 * @typedef {object} Question
 * @property {string} check
 * @property {string[]} [needs]
 * @property {(patient: Patient) => Promise<Finding>} ask
 */

/** @param {string} detail @returns {Finding} */
const good = (detail) => ({ ok: true, detail });

/** @param {string} detail @param {string} cure @returns {Finding} */
const bad = (detail, cure) => ({ ok: false, detail, cure });

const CONFIGURE = "run node scripts/configure-project.cjs";

/**
 * Asks all questions in their order; `tell` hears each answer at once.
 * @param {readonly Question[]} questions
 * @param {Patient} patient
 * @param {(answer: Answer, wasAsked: boolean) => void} tell
 * @returns {Promise<Answer[]>}
 */
async function askAll(questions, patient, tell) {
  /** @type {Answer[]} */
  const answers = [];
  for (const { check, needs = [], ask } of questions) {
    const obstacle = answers.find((answer) => !answer.ok && needs.includes(answer.check))?.check;
    const finding = obstacle
      ? bad(`not asked, because it needs ${obstacle}`, `cure ${obstacle} first`)
      : await ask(patient).catch((error) => bad(`the question failed: ${messageOf(error)}`, cureOf(error)));
    const answer = { check, ok: finding.ok, detail: finding.detail, cure: finding.cure ?? null };
    answers.push(answer);
    tell(answer, obstacle === undefined);
  }
  return answers;
}

/** @param {unknown} error */
function cureOf(error) {
  return /permission denied/.test(messageOf(error))
    ? "connect as the user postgres, which owns Heartbase"
    : "look at the database's log, then ask again";
}

/**
 * Asks `read` twice a second until it gives something; undefined when the time is over.
 * @template T
 * @param {number} timeoutMs
 * @param {() => Promise<T | undefined>} read
 * @returns {Promise<T | undefined>}
 */
async function waitFor(timeoutMs, read) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined || performance.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

module.exports = { CONFIGURE, askAll, bad, good, waitFor };

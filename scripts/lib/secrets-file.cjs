const { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require(
  "node:fs",
);
const { tmpdir } = require("node:os");
const path = require("node:path");
const { ScriptError, messageOf } = require("./errors.cjs");

/**
 * Sets a variable in a file of NAME=value lines and keeps the file's other lines. Only its owner can read it afterwards.
 * @param {string} file
 * @param {string} name
 * @param {string} value needs no quotes
 */
function setInSecretsFile(file, name, value) {
  try {
    const lines = existsSync(file) ? readFileSync(file, "utf8").replace(/\n$/, "").split("\n") : [];
    const others = lines.filter((line) => !new RegExp(`^\\s*(export\\s+)?${name}\\s*=`).test(line));
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    // Beside the old one and then in its place: a crash leaves either the one or the other, and never a readable copy.
    const next = `${file}.${process.pid}.tmp`;
    writeFileSync(next, [...others, `${name}=${value}`, ""].join("\n").replace(/^\n+/, ""), { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, file);
  } catch (error) {
    throw new ScriptError(`The secrets file cannot be written: ${messageOf(error)}.`, "Nothing was changed.");
  }
}

/**
 * Gives `use` a file with one variable that only its owner can read, and removes it afterwards, whatever happens.
 * @template T
 * @param {string} name
 * @param {string} value
 * @param {(file: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withSecretsFile(name, value, use) {
  const folder = mkdtempSync(path.join(tmpdir(), "heartbase-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const file = path.join(folder, "secrets.env");
    writeFileSync(file, `${name}=${value}\n`, { mode: 0o600 });
    return await use(file);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

module.exports = { setInSecretsFile, withSecretsFile };

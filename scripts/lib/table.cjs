// Control characters, line separators and those that turn the direction of text: a name could forge output with them.
// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A text that is safe on one line of a terminal: control characters are shown as \xNN or \uNNNN.
 * @param {string} text
 * @returns {string}
 */
function printable(text) {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/**
 * Rows as aligned lines under their heads.
 * @param {string[]} heads
 * @param {string[][]} rows
 * @returns {string[]}
 */
function tableLines(heads, rows) {
  const cells = [heads, ...rows].map((row) => row.map(printable));
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  return cells.map((row) =>
    row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length)).join("  ").trimEnd()
  );
}

module.exports = { printable, tableLines };

const process = require("node:process");
const { parseArgs } = require("node:util");
const { ScriptError, UsageError, codeOf, messageOf } = require("./errors.cjs");
const { Redactor } = require("./redaction.cjs");
const { printable } = require("./table.cjs");

/** @typedef {NonNullable<import("node:util").ParseArgsConfig["options"]>} OptionsConfig */

/**
 * What a script takes from its surroundings.
 * @typedef {object} Deps
 * @property {NodeJS.ProcessEnv} env
 * @property {{ write(text: string): unknown }} stdout
 * @property {{ write(text: string): unknown }} stderr
 */

/** Where a script writes. Everything passes the redactor, but what `secret` is given. */
class Output {
  redactor = new Redactor();
  #stdout;
  #stderr;

  /** @param {Deps} deps */
  constructor(deps) {
    this.#stdout = deps.stdout;
    this.#stderr = deps.stderr;
  }

  /** @param {string} text one line of results */
  line(text) {
    this.#stdout.write(`${this.#clean(text)}\n`);
  }

  /** @param {string} text one line about failures or progress */
  error(text) {
    this.#stderr.write(`${this.#clean(text)}\n`);
  }

  /** @param {unknown} value */
  json(value) {
    this.#stdout.write(`${this.redactor.clean(JSON.stringify(value, null, 2))}\n`);
  }

  /** @param {string} text lines of a form of their own, each ended, whose names come from elsewhere */
  text(text) {
    this.#stdout.write(this.redactor.clean(text));
  }

  /** @param {string} text several lines that hold a secret on purpose, or none at all */
  verbatim(text) {
    this.#stdout.write(`${text}\n`);
  }

  /** @param {string} text */
  #clean(text) {
    return printable(this.redactor.clean(text));
  }
}

/**
 * The values of a command line. A text that is given but empty is refused: it is mostly a variable that was not set.
 * @template {OptionsConfig} const O
 * @param {string[]} argv
 * @param {O} options
 */
function parseOptions(argv, options) {
  try {
    const { values } = parseArgs({ args: argv, options, strict: true, allowPositionals: false });
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === "string" && value.trim() === "") throw new UsageError(`--${name} is empty.`);
    }
    return values;
  } catch (error) {
    if (codeOf(error).startsWith("ERR_PARSE_ARGS")) throw new UsageError(firstSentence(messageOf(error)));
    throw error;
  }
}

/**
 * parseArgs quotes the argument that it does not know, which may be a secret given without its flag, and adds advice.
 * @param {string} message
 */
function firstSentence(message) {
  return message.replace(/^Unexpected argument '.*'\..*$/s, "An argument stands without its flag.")
    .replace(/\. To specify .*$/s, ".");
}

/**
 * Runs the body of a script between its command line and its exit code: 0 done, 1 failed, 2 wrong usage.
 * @template {OptionsConfig} const O
 * @param {{ name: string, usage: string, options: O }} script
 * @param {string[]} argv
 * @param {Deps} deps
 * @param {(values: ReturnType<typeof parseOptions<O>>, output: Output) => Promise<number>} body gives the exit code
 * @returns {Promise<number>}
 */
async function runScript(script, argv, deps, body) {
  const output = new Output(deps);
  try {
    if (argv.includes("--help") || argv.includes("-h")) {
      output.verbatim(script.usage);
      return 0;
    }
    return await body(parseOptions(argv, script.options), output);
  } catch (error) {
    if (error instanceof UsageError) {
      output.error(error.message);
      output.error(`See node scripts/${script.name} --help`);
      return 2;
    }
    if (error instanceof ScriptError) output.error(error.cure ? `${error.message} ${error.cure}` : error.message);
    else for (const line of stackOf(error).split("\n")) output.error(line);
    return 1;
  }
}

/** @param {unknown} error */
function stackOf(error) {
  return error instanceof Error && error.stack ? error.stack : messageOf(error);
}

/**
 * The process's own surroundings, with those that a test gives instead.
 * @param {Partial<Deps>} [deps]
 * @returns {Deps}
 */
function surroundings(deps = {}) {
  return { env: process.env, stdout: process.stdout, stderr: process.stderr, ...deps };
}

/**
 * Starts a script as a program.
 * @param {(argv: string[]) => Promise<number>} main
 */
function startProgram(main) {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error) => {
    if (codeOf(error) !== "EPIPE") throw error;
    process.exit();
  });
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}

module.exports = { Output, parseOptions, runScript, startProgram, surroundings };

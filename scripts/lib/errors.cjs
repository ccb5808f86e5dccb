/** What the caller asked for makes no sense: told with the way to the help, exit code 2. */
class UsageError extends Error {
  name = "UsageError";
}

/** A failure that people can cure: told without a stack, exit code 1. */
class ScriptError extends Error {
  name = "ScriptError";

  /**
   * @param {string} message what happened, a sentence
   * @param {string} [cure] what to do, a sentence
   */
  constructor(message, cure) {
    super(message);
    this.cure = cure;
  }
}

/**
 * The message of anything that was thrown, on one line.
 * @param {unknown} error
 * @returns {string}
 */
function messageOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? messageOf(error.cause) : "";
  const message = error.message || codeOf(error) || error.name;
  return (cause && cause !== message ? `${message}: ${cause}` : message).replace(/\s*\n\s*/g, " ");
}

/**
 * The code of a system, TLS or Postgres error ("ECONNREFUSED", "28P01"), or "".
 * @param {unknown} error
 * @returns {string}
 */
function codeOf(error) {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
}

module.exports = { UsageError, ScriptError, messageOf, codeOf };

import { createRedact, type Redact } from "./redact.ts";

export type LogLevel = "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;

/** Writes one JSON line per event, with every known secret and destination masked. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Masks secrets in a text that leaves by another way: an answer, an error that is stored. */
  redact: Redact;
  /** A logger that also masks these secrets. */
  with(secrets: Iterable<string>): Logger;
}

export interface LoggerOptions {
  secrets?: Iterable<string>;
  write?: (line: string, level: LogLevel) => void;
  now?: () => Date;
}

export function createLogger(options: LoggerOptions = {}): Logger {
  const secrets = [...options.secrets ?? []];
  const write = options.write ?? writeToConsole;
  const now = options.now ?? (() => new Date());
  const redact = createRedact(secrets);

  const log = (level: LogLevel, event: string, fields: LogFields = {}) => {
    write(serialise({ level, event, at: now().toISOString(), ...fields }, redact), level);
  };
  return {
    info: (event, fields) => log("info", event, fields),
    warn: (event, fields) => log("warn", event, fields),
    error: (event, fields) => log("error", event, fields),
    redact,
    with: (more) => createLogger({ secrets: [...secrets, ...more], write, now }),
  };
}

function writeToConsole(line: string, level: LogLevel): void {
  if (level === "error") console.error(line);
  else console.log(line);
}

function serialise(fields: LogFields, redact: Redact): string {
  const replacer = (_key: string, value: unknown): unknown => {
    if (typeof value === "string") return redact(value);
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Error) {
      return { name: value.name, message: redact(value.message), stack: redact(value.stack ?? "") };
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), inner]));
    }
    return value;
  };
  try {
    return JSON.stringify(fields, replacer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ level: fields.level, event: fields.event, at: fields.at, unloggable: redact(reason) });
  }
}

import { findDebianPostgres } from "../../scripts/local/binaries.ts";
import { isRealExtension } from "../../scripts/local/extension-files.ts";
import type { StackOptions } from "../../scripts/local/stack.ts";

export interface PostgresTarget {
  name: string;
  /** Why it cannot be tested here, or false. */
  skip: string | false;
  options: Partial<StackOptions>;
}

/** Debian's Postgres 15 with the real pg_cron, where both are installed. */
export function debianTarget(): PostgresTarget {
  const installation = findDebianPostgres("15");
  const ready = installation !== null && isRealExtension(installation.extensionDir, "pg_cron");
  return {
    name: "Postgres 15 with the real pg_cron",
    skip: ready
      ? false
      : "not installed here: apt-get install postgresql-15 postgresql-15-cron postgresql-15-plpgsql-check",
    options: ready
      ? {
        server: {
          installation,
          settings: {
            shared_preload_libraries: "pg_cron,pg_stat_statements",
            "cron.database_name": "postgres",
            // Nobody else is at work in the database that is tested: no job can connect, and none leaves a run in the history.
            "cron.host": "/nowhere",
            "cron.log_run": "off",
          },
        },
      }
      : {},
  };
}

/** The servers that the database tests run on. */
export function postgresTargets(): PostgresTarget[] {
  return [{ name: "Postgres 17", skip: false, options: {} }, debianTarget()];
}

import { createRpc } from "../_shared/database.ts";
import { knownSecrets, readConfig, readPatience, type ReadVariable } from "../_shared/env.ts";
import { createLogger } from "../_shared/log.ts";
import { keepRunning } from "../_shared/runtime.ts";
import type { StatusDeps } from "./handler.ts";

/** How long the database may take to answer, in milliseconds. */
const DATABASE_TIMEOUT_MS = 4_000;
/** How long a boot check may take, in milliseconds. */
const BOOT_TIMEOUT_MS = 10_000;

/** The real thing, from the environment. It is read at each look, so that rotated secrets count at once. */
export function createStatusRuntime(
  read: ReadVariable = (name) => Deno.env.get(name),
): StatusDeps {
  const log = () => createLogger({ secrets: knownSecrets(read) });
  return {
    log,
    now: () => new Date(),
    connect: () => {
      const config = readConfig(read);
      const patience = readPatience(read);
      const functionsUrl = `${config.supabaseUrl}/functions/v1`;
      return {
        rpc: createRpc(config, DATABASE_TIMEOUT_MS * patience),
        baseUrl: `${functionsUrl}/status`,
        // As anybody's question for its status does: the function alive makes a boot check when one is due.
        refreshServices: () =>
          keepRunning(
            fetch(`${functionsUrl}/alive/status`, {
              signal: AbortSignal.timeout(BOOT_TIMEOUT_MS * patience),
            })
              .then((response) => response.body?.cancel())
              .catch((error: unknown) => log().warn("boot_check_not_made", { error })),
          ),
      };
    },
  };
}

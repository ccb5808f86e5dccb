import { sleep } from "../_shared/delivery/sender.ts";
import { readPatience, readPublicConfig } from "../_shared/env.ts";
import { createRuntime, keepRunning } from "../_shared/runtime.ts";
import { API_TIMEOUT_MS, createUserClient } from "../_shared/user_client.ts";
import { createHandler } from "./handler.ts";

const read = (name: string) => Deno.env.get(name);
const patience = readPatience(read);

export default {
  fetch: createHandler({
    ...createRuntime(read),
    connectAs: (authorization) => createUserClient(readPublicConfig(read), authorization, API_TIMEOUT_MS * patience),
    patience,
    sleep,
    keepRunning,
  }),
};

import { sleep } from "../_shared/delivery/sender.ts";
import { readPublicConfig } from "../_shared/env.ts";
import { createRuntime, keepRunning } from "../_shared/runtime.ts";
import { createUserClient } from "../_shared/user_client.ts";
import { createHandler } from "./handler.ts";

const read = (name: string) => Deno.env.get(name);

export default {
  fetch: createHandler({
    ...createRuntime(read),
    connectAs: (authorization) => createUserClient(readPublicConfig(read), authorization),
    sleep,
    keepRunning,
  }),
};

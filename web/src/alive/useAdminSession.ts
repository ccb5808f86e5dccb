import { useEffect, useState } from "react";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";

/** An admin who has signed in to the panel in this browser. */
export interface AdminSession {
  client: Client;
  accessToken: string;
}

/**
 * The session of an admin, or null. Whether they are one is read in the session: it only decides what is shown, the function
 * decides what is done. The client is fetched after the first paint, so that the page itself stays small.
 */
export function useAdminSession(config: Config): AdminSession | null {
  const [session, setSession] = useState<AdminSession | null>(null);
  useEffect(() => {
    let isOver = false;
    let unsubscribe = () => {};
    void import("../lib/client.ts").then(({ createPanelClient }) => {
      if (isOver) return;
      const client = createPanelClient(config);
      const { data } = client.auth.onAuthStateChange((_, current) => {
        const isAdmin = current?.user.app_metadata["role"] === "admin";
        setSession(isAdmin ? { client, accessToken: current.access_token } : null);
      });
      unsubscribe = () => data.subscription.unsubscribe();
    }, (error) => console.warn("The client could not be loaded", error));
    return () => {
      isOver = true;
      unsubscribe();
    };
  }, [config]);
  return session;
}

import { useCallback, useEffect, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import { ApiError, dataOf, messageOf } from "../lib/errors.ts";

type Standing =
  | { state: "unknown" }
  | { state: "signed-out"; reason: string | null }
  | { state: "unreachable"; reason: string }
  | { state: "not-admin"; email: string }
  | { state: "admin"; email: string };

export type Operator = Standing & {
  /** Asks again, with a new token: a role given meanwhile is in no older one. */
  recheck(): Promise<void>;
  /** Renews a session whose token the API refused, or ends it. */
  renew(): Promise<void>;
  signOut(): Promise<void>;
};

/** Who sits here, and whether the database takes them for an admin. */
export function useOperator(client: Client): Operator {
  const [standing, setStanding] = useState<Standing>({ state: "unknown" });
  /** Whether the end of the session is the operator's own wish. */
  const isLeaving = useRef(false);

  const renew = useCallback(async () => {
    const { data, error } = await client.auth.refreshSession();
    // A refusal, rather than an API that is away, ends the session here too.
    if (!data.session && error?.status && error.status < 500) await client.auth.signOut({ scope: "local" });
  }, [client]);

  const judge = useCallback(async (email: string) => {
    try {
      const isAdmin = dataOf(await client.rpc("is_admin"));
      setStanding({ state: isAdmin ? "admin" : "not-admin", email });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await renew();
      // An admin keeps the panel, which says by itself that the API is away.
      setStanding((before) =>
        before.state === "admin" || before.state === "signed-out"
          ? before
          : { state: "unreachable", reason: messageOf(error) }
      );
    }
  }, [client, renew]);

  useEffect(() => {
    let wasSignedIn = false;
    let isOver = false;
    const { data } = client.auth.onAuthStateChange((event, session) => {
      if (isOver) return;
      if (!session) {
        const reason = wasSignedIn && !isLeaving.current ? "Your session has ended. Sign in again." : null;
        wasSignedIn = false;
        setStanding({ state: "signed-out", reason });
      } else if (!wasSignedIn || event === "TOKEN_REFRESHED") {
        if (!wasSignedIn) setStanding({ state: "unknown" });
        wasSignedIn = true;
        isLeaving.current = false;
        // supabase-js holds a lock while it calls us: ask the API afterwards.
        setTimeout(() => void judge(session.user.email ?? "this user"), 0);
      }
    });
    return () => {
      isOver = true;
      data.subscription.unsubscribe();
    };
  }, [client, judge]);

  const recheck = useCallback(async () => {
    await renew();
    const { data } = await client.auth.getSession();
    if (data.session) await judge(data.session.user.email ?? "this user");
  }, [client, judge, renew]);

  const signOut = useCallback(async () => {
    isLeaving.current = true;
    // Local: this browser forgets the session even when the API is away.
    await client.auth.signOut({ scope: "local" });
  }, [client]);

  return { ...standing, recheck, renew, signOut };
}

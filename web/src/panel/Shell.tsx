import { Suspense, useEffect, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";
import type { Polled } from "../lib/usePolling.ts";
import { Navigation } from "./Navigation.tsx";
import { Placeholder } from "./Placeholder.tsx";
import { ShownContext } from "./shown.ts";
import { TopBar } from "./TopBar.tsx";
import type { Operator, SignedIn } from "./useOperator.ts";
import { useRoute } from "./useRoute.ts";
import { ViewCrash } from "./ViewCrash.tsx";

interface Props {
  config: Config;
  client: Client;
  operator: Operator & SignedIn;
}

/** What stands around every view. */
export function Shell({ config, client, operator }: Props) {
  const [shown, setShown] = useState<Polled<unknown> | null>(null);
  const { view, rest } = useRoute(operator.isAdmin);
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(view);

  useEffect(() => {
    document.title = view.path === "/" ? "Heartbase" : `${view.title} - Heartbase`;
    // Whoever went to another view hears and continues there; the page as it opened keeps its focus.
    if (before.current !== view) heading.current?.focus();
    before.current = view;
  }, [view]);

  return (
    <ShownContext value={setShown}>
      <TopBar config={config} email={operator.email} shown={shown} onSignOut={operator.signOut} />
      <Navigation current={view} isAdmin={operator.isAdmin} />
      <main className="page">
        <h1 ref={heading} className="visually-hidden" tabIndex={-1}>
          {view.path === "/" ? "Operator Panel" : view.title}
        </h1>
        <ViewCrash key={view.path}>
          <Suspense fallback={<Placeholder />}>
            <view.Component config={config} client={client} operator={operator} rest={rest} />
          </Suspense>
        </ViewCrash>
      </main>
    </ShownContext>
  );
}

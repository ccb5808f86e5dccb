import { type ComponentType, lazy } from "react";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";
import { Overview } from "./Overview.tsx";
import type { Operator, SignedIn } from "./useOperator.ts";

export interface ViewProps {
  config: Config;
  client: Client;
  operator: Operator & SignedIn;
  /** What follows the view's path in the address, decoded: "acme" in #/tenants/acme; "" for the view itself. */
  rest: string;
}

export interface View {
  /** The address after the #. */
  path: string;
  title: string;
  /** Whether it would be empty for anybody but admins. */
  adminOnly: boolean;
  Component: ComponentType<ViewProps>;
}

/** In the order of the navigation. All but the first are fetched when somebody goes there. */
export const VIEWS: readonly [View, ...View[]] = [
  { path: "/", title: "Overview", adminOnly: false, Component: Overview },
  {
    path: "/tenants",
    title: "Tenants",
    adminOnly: false,
    Component: lazy(() => import("./tenants/TenantsView.tsx")),
  },
  {
    path: "/deliveries",
    title: "Deliveries",
    adminOnly: false,
    Component: lazy(() => import("./deliveries/DeliveriesView.tsx")),
  },
  {
    path: "/channels",
    title: "Channels",
    adminOnly: false,
    Component: lazy(() => import("./channels/ChannelsView.tsx")),
  },
  {
    path: "/status-pages",
    title: "Status pages",
    adminOnly: false,
    Component: lazy(() => import("./status-pages/StatusPagesView.tsx")),
  },
  {
    path: "/silences",
    title: "Silences",
    adminOnly: false,
    Component: lazy(() => import("./silences/SilencesView.tsx")),
  },
  {
    path: "/settings",
    title: "Settings",
    adminOnly: true,
    Component: lazy(() => import("./settings/SettingsView.tsx")),
  },
];

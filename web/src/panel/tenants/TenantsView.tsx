import type { ViewProps } from "../views.ts";
import { TenantList } from "./TenantList.tsx";
import { TenantPage } from "./TenantPage.tsx";
import "./tenants.css";

/** Tenants, or the one that the address names. */
export default function TenantsView({ rest, ...props }: ViewProps) {
  return rest === "" ? <TenantList {...props} /> : <TenantPage key={rest} id={rest} {...props} />;
}

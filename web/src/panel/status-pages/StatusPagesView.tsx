import type { ViewProps } from "../views.ts";
import { PageEditor } from "./PageEditor.tsx";
import { PageList } from "./PageList.tsx";
import "./status-pages.css";

/** Status pages, or the one that the address names. */
export default function StatusPagesView({ rest, ...props }: ViewProps) {
  return rest === "" ? <PageList {...props} /> : <PageEditor key={rest} slug={rest} {...props} />;
}

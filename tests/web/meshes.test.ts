import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Pages, skip, startPages, waitForCount, waitForText } from "./pages.ts";

describe("meshes in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
  });
  after(() => pages?.close());

  test("a vertex sees their mesh with its four vertices, its last heartbeat and its alerts; an admin does not", async () => {
    const { page } = await pages.openAs("vertex@example.com");
    await page.getByText("No mesh to show.").waitFor();
    await pages.stack.sql`
      insert into public.tetrahedrons (name, domain, vertices, hub_vertex_id, created_at, last_heartbeat_at)
      select 'Family of four', 'family',
        array[u.id::text, '00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000c3',
          '00000000-0000-4000-8000-0000000000d4'],
        u.id, now() - interval '3 hours', now() - interval '3 hours'
      from auth.users u where u.email = 'vertex@example.com'`;
    await page.reload();
    const mesh = page.locator(".mesh").filter({ hasText: "Family of four" });
    await mesh.getByText("Well", { exact: true }).waitFor();
    assert.deepEqual(
      await mesh.getByRole("list", { name: "Vertices of Family of four" }).getByRole("listitem").allInnerTexts(),
      [
        "you (hub)",
        "…000000b2",
        "…000000c3",
        "…000000d4",
      ],
    );
    await waitForCount(mesh.locator("circle"), 4);
    await waitForText(mesh, /Last heartbeat 3 h ago/);

    await pages.stack.sql`select public.check_mesh_heartbeats_and_alert(60)`;
    await page.reload();
    await mesh.getByText("Degrading", { exact: true }).waitFor();
    await mesh.getByText(/mesh-degrading: Last heartbeat recorded at/).waitFor();

    const admin = await pages.openAs("admin@example.com", true);
    await admin.page.getByText("No mesh to show.").waitFor();
    await admin.page.locator(".alert").filter({ hasText: "Last heartbeat recorded at" }).waitFor();
  });
});

export const LANGUAGES = ["curl", "python", "javascript"] as const;
export type ExampleLanguage = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<ExampleLanguage, string> = {
  curl: "curl",
  python: "Python",
  javascript: "JavaScript",
};
export const VARIABLE = "LMSYNC_TOKEN";

interface Examples {
  read: string;
  follow: string;
}

/** With the reader's own address, to be pasted and run. */
export function examplesOf(origin: string): Record<ExampleLanguage, Examples> {
  const api = `${origin}/api/v1/crm`;
  return {
    curl: {
      read: `curl -H "Authorization: Bearer $${VARIABLE}" \\
  "${api}/students?limit=100"`,
      follow: `# ${api}/changes: next_cursor → cursor
curl -H "Authorization: Bearer $${VARIABLE}" \\
  "${api}/changes?limit=500"
curl -H "Authorization: Bearer $${VARIABLE}" \\
  "${api}/changes?wait=30&cursor=NEXT_CURSOR"`,
    },
    python: {
      read: `import os
import requests

lmsync = requests.Session()
lmsync.headers["Authorization"] = f"Bearer {os.environ['${VARIABLE}']}"

cursor = None
while True:
    page = lmsync.get("${api}/students", params={"limit": 100, "cursor": cursor})
    page.raise_for_status()
    for student in page.json()["items"]:
        print(student["id"], student["display_name"])
    cursor = page.json()["next_cursor"]
    if cursor is None:
        break`,
      follow: `cursor = load_cursor()  # None
while True:
    answer = lmsync.get("${api}/changes", params={"cursor": cursor, "wait": 30})
    if answer.status_code == 410:  # cursor-expired
        cursor = None
        continue
    answer.raise_for_status()
    page = answer.json()
    for change in page["items"]:
        if change["op"] == "delete":
            remove(change["id"])
        else:
            upsert(change["id"], change["data"])
    cursor = page["next_cursor"]
    save_cursor(cursor)`,
    },
    javascript: {
      read: `const headers = { Authorization: \`Bearer \${process.env.${VARIABLE}}\` };

let cursor = null;
do {
  const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
  const answer = await fetch(\`${api}/students?\${query}\`, { headers });
  if (!answer.ok) throw new Error(await answer.text());
  const page = await answer.json();
  for (const student of page.items) console.log(student.id, student.display_name);
  cursor = page.next_cursor;
} while (cursor);`,
      follow: `let cursor = await loadCursor(); // null
for (;;) {
  const query = new URLSearchParams({ wait: "30", ...(cursor && { cursor }) });
  const answer = await fetch(\`${api}/changes?\${query}\`, { headers });
  if (answer.status === 410) { // cursor-expired
    cursor = null;
    continue;
  }
  if (!answer.ok) throw new Error(await answer.text());
  const page = await answer.json();
  for (const change of page.items) {
    if (change.op === "delete") await remove(change.id);
    else await upsert(change.id, change.data);
  }
  cursor = page.next_cursor;
  await saveCursor(cursor);
}`,
    },
  };
}

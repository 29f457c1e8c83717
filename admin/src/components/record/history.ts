import type { LoggedChange, PersonExport } from "@/api/records";

/** What the record of a change is called: a change says its id only. */
export function nameOfChanged(change: LoggedChange, held: PersonExport): string | null | undefined {
  switch (change.kind) {
    case "enrollment":
      return held.enrollments.find(({ id }) => id === change.id)?.course?.name;
    case "group":
      return held.groups.find(({ id }) => id === change.id)?.name;
    case "submission":
      return held.submissions.find(({ id }) => id === change.id)?.item?.name;
    case "attendance":
      return held.attendance.find(({ id }) => id === change.id)?.lesson?.name;
    case "lesson":
      return held.lessons.find(({ id }) => id === change.id)?.title;
    default:
      return held.user.display_name;
  }
}

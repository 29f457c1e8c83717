import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problems";
import { Empty, Failed } from "@/components/Answer";

/** Instead of a page that cannot be shown: the server refused or was not reached, or the page itself is at fault. */
export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const again = () => location.reload();
  if (error instanceof Problem) return <Failed error={error} title={t("failed.page")} again={again} />;
  return (
    <Empty title={t("failed.page")} action={<Button onClick={again}>{t("do.reload")}</Button>}>
      {t("failed.pageText")}
    </Empty>
  );
}

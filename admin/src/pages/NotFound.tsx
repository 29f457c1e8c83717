import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Answer";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty
      isPage
      title={t("notFound.title")}
      action={
        <Button component={Link} to="/">
          {t("notFound.home")}
        </Button>
      }
    >
      {t("notFound.text")}
    </Empty>
  );
}

/** Where no frame stands around it. */
export function NotFoundAlone() {
  return (
    <main tabIndex={-1}>
      <NotFound />
    </main>
  );
}

"""The commissioning document's own test: its nine calls, by their exact paths and methods, in its order."""

from pathlib import Path

from tests.served import Api, served, simulated


def test_the_nine_calls_of_the_commissioning_document(tmp_path: Path, database_url: str) -> None:
    with simulated(people=40) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        # Здоровье Backend API
        health = Api(api.url, None).ask("GET", "/api/v1/health")
        assert (health.status, health.json["status"]) == (200, "ok")

        # Статус CRM интеграции: "not_configured", пока ничего не настроено
        status = api.ask("GET", "/api/v1/crm/status")
        assert (status.status, status.json["status"]) == (200, "not_configured")

        # Настройка CRM интеграции: JSON body
        body = {"crm_type": "moodle", "base_url": lms.url, "api_token": lms.token}
        configured = api.ask("POST", "/api/v1/crm/configure", body)
        assert configured.status == 201

        # Тест подключения к CRM
        test = api.ask("GET", "/api/v1/crm/test")
        assert (test.status, test.json["passed"]) == (200, True)

        # Ручная синхронизация
        sync = api.ask("POST", "/api/v1/crm/sync")
        assert sync.status in (200, 202)
        assert api.sync()["state"] == "complete"

        # Управление синхронизацией
        start = api.ask("GET", "/api/v1/crm/sync/start")
        assert (start.status, start.json["auto_sync"]) == (200, True)
        stop = api.ask("GET", "/api/v1/crm/sync/stop")
        assert (stop.status, stop.json["auto_sync"]) == (200, False)

        # Эндпоинты данных CRM
        students = api.ask("GET", "/api/v1/crm/students")
        assert students.status == 200
        assert students.json["items"]
        lessons = api.ask("GET", "/api/v1/crm/lessons")
        assert lessons.status == 200
        assert lessons.json["items"]

        # Сброс состояния: снова "not_configured"
        reset = api.ask("DELETE", "/api/v1/crm/configure?with_data=true")
        assert (reset.status, reset.json["data"]) == (200, "deleted")
        assert api.ask("GET", "/api/v1/crm/status").json["status"] == "not_configured"
        for method, path in (
            ("GET", "students"),
            ("GET", "lessons"),
            ("GET", "test"),
            ("POST", "sync"),
            ("GET", "sync/start"),
            ("DELETE", "configure"),
        ):
            answer = api.ask(method, f"/api/v1/crm/{path}")
            assert (answer.status, answer.json["type"]) == (409, "/problems/not-configured"), path

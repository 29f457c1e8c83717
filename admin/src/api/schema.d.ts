export interface paths {
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["set_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_login_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["start_sign_on"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["finish_sign_on"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/systems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_systems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/configure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_configuration"];
        put?: never;
        post: operations["configure"];
        delete: operations["delete_configuration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_forgotten"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/forgotten/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_forgotten"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["check_connections"];
        put?: never;
        post: operations["check_configuration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["start_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["confirm_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["end_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_operators"];
        put?: never;
        post: operations["make_operator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/{operator_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["remove_operator"];
        options?: never;
        head?: never;
        patch: operations["change_operator"];
        trace?: never;
    };
    "/api/v1/operators/{operator_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reset_operator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revoke_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_tokens"];
        put?: never;
        post: operations["make_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_acts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/users/{record_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["erase_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/users/{record_id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["lift_erasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/users/{record_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["export_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["start_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/sync/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["start_auto_sync_by_get"];
        put?: never;
        post: operations["start_auto_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/sync/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["stop_auto_sync_by_get"];
        put?: never;
        post: operations["stop_auto_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_run_slots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/{run_id}/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_run_scopes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/{run_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_run_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/held/{held_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/held/{held_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["apply_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/held/{held_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["dismiss_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/held/{held_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["undo_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["follow_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/runs/{run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["follow_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/changes/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_latest_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["search_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_students"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/students/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_student"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_teachers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/teachers/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_teacher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/users/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_courses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/courses/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_course"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_sections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/sections/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_section"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/groups/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_group"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_enrollments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/enrollments/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_enrollment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/items/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/lessons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_lessons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/lessons/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_lesson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_categories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/categories/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_category"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_submissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/submissions/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_submission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_attendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/attendance/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_attendance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_terms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/terms/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_term"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_orgs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/crm/orgs/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_org"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {unknown} */
        About: "removal" | "unreachable" | "withheld_field";
        ApplyRequest: {
            /** @default false */
            rollover: boolean;
        };
        CRMConfigRequest: {
            crm_type: string;
            base_url?: string | null;
            api_token?: string | null;
            token_expires_at?: string | null;
            connection?: string | null;
            name?: string | null;
            /** @default 300 */
            sync_interval_seconds: number;
            settings?: {
                [key: string]: unknown;
            };
            fields_not_mirrored?: string[] | null;
            /** @default false */
            force: boolean;
        };
        ConfirmRequest: {
            code: string;
        };
        ConnectionCRMConfigRequest: {
            crm_type: string;
            base_url?: string | null;
            api_token?: string | null;
            token_expires_at?: string | null;
            name?: string | null;
            /** @default 300 */
            sync_interval_seconds: number;
            settings?: {
                [key: string]: unknown;
            };
            fields_not_mirrored?: string[] | null;
            /** @default false */
            force: boolean;
        };
        EndRequest: {
            password: string;
            code: string;
        };
        EraseRequest: {
            ids?: string[] | null;
        };
        /** @enum {unknown} */
        Kind: "attendance" | "category" | "course" | "enrollment" | "group" | "item" | "lesson" | "org" | "section" | "submission" | "term" | "user";
        LoginRequest: {
            login: string;
            password: string;
            code?: string | null;
        };
        OperatorChangeRequest: {
            role?: components["schemas"]["Role"] | null;
            state?: ("active" | "disabled") | null;
        };
        OperatorRequest: {
            login: string;
            name: string;
            role: components["schemas"]["Role"];
        };
        PasswordRequest: {
            password: string;
            new_password: string;
        };
        /** @enum {unknown} */
        Right: "admin" | "configure" | "decide" | "erase" | "personal" | "read:attendance" | "read:changes" | "read:courses" | "read:grades" | "read:lessons" | "read:runs" | "read:students" | "sync";
        /** @enum {unknown} */
        Role: "admin" | "owner" | "viewer";
        SetUpRequest: {
            token: string;
            password: string;
            login?: string | null;
        };
        StartRequest: {
            password: string;
        };
        /** @enum {unknown} */
        State: "applied" | "dismissed" | "waiting" | "withdrawn";
        TokenRequest: {
            name: string;
            scopes: components["schemas"]["Right"][];
            connections?: string[] | null;
            kinds?: components["schemas"]["Kind"][] | null;
            expires_in_days?: number | null;
        };
        ActRow: {
            id: number;
            /** Format: date-time */
            at: string;
            actor: string;
            address: string | null;
            action: string;
            subject: string;
            before: Record<string, never> | null;
            after: Record<string, never> | null;
        };
        AnyEvent: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
        };
        Attendance: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            lesson?: components["schemas"]["Reference"];
            user?: components["schemas"]["Reference"];
            status: ("absent" | "excused" | "late" | "present" | "unknown") | null;
            source_status?: string | null;
            points?: number | null;
            taken_at?: string | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        AttendancePage: {
            items: components["schemas"]["Attendance"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        AttentionRow: {
            cause: string;
            kind: components["schemas"]["Kind"] | null;
            /** @enum {string} */
            severity: "needed" | "noted" | "stale" | "stopped";
            /** Format: date-time */
            since: string;
            text: string;
        };
        AuditPage: {
            items: components["schemas"]["ActRow"][];
            next_cursor: string | null;
        };
        AutoSync: {
            auto_sync: boolean;
            connections: string[];
        };
        CandidateRow: {
            id: string;
            connection: string;
            matched_by: ("email" | "sis_id")[];
        };
        CategoriesPage: {
            items: components["schemas"]["Category"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Category: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            course?: components["schemas"]["Reference"] | null;
            name: string | null;
            weight: number | null;
            position: number | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        Cause: {
            cause: string;
            text: string;
        };
        ChangeRow: {
            seq: number | null;
            at: string | null;
            connection: string;
            kind: components["schemas"]["Kind"];
            id: string;
            /** @enum {string} */
            op: "delete" | "upsert";
            change: ("added" | "changed" | "removed" | "restored") | null;
            fields: {
                [key: string]: [
                    unknown,
                    unknown
                ];
            } | null;
            data: components["schemas"]["Org"] | components["schemas"]["Term"] | components["schemas"]["Course"] | components["schemas"]["Section"] | components["schemas"]["User"] | components["schemas"]["Group"] | components["schemas"]["Enrollment"] | components["schemas"]["Category"] | components["schemas"]["Item"] | components["schemas"]["Submission"] | components["schemas"]["Lesson"] | components["schemas"]["Attendance"] | null;
            snapshot_id: string | null;
        };
        ChangesPage: {
            items: components["schemas"]["ChangeRow"][];
            next_cursor: string;
            caught_up: boolean;
        };
        CheckRow: {
            connection: string | null;
            name: string;
            title: string;
            passed: boolean;
            required: boolean;
            lost: string | null;
            fix: string | null;
            field: string | null;
        };
        ConfigurationChanged: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            /** @enum {string} */
            change: "auto_sync_off" | "auto_sync_on" | "changed" | "created" | "forgotten";
        };
        Configurations: {
            connections: components["schemas"]["ConnectionRow"][];
        };
        Configured: {
            connection: components["schemas"]["ConnectionRow"];
            test: components["schemas"]["Test"];
            cleaned: boolean | null;
        };
        ConnectionChanged: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            /** @enum {string} */
            state: "needs_attention" | "ok";
            cause: string | null;
            paused: boolean;
        };
        ConnectionRow: {
            connection: string;
            name: string;
            crm_type: string;
            base_url: string | null;
            sync_interval_seconds: number;
            auto_sync: boolean;
            /** @enum {string} */
            state: "needs_attention" | "ok" | "unverified";
            token_set_at: string | null;
            token_expires_at: string | null;
            settings: Record<string, never>;
            fields_not_mirrored: string[];
            /** Format: date-time */
            created_at: string;
        };
        ConnectionStatus: {
            connection: string;
            name: string;
            crm_type: string;
            /** @enum {string} */
            status: "needs_attention" | "ok" | "paused" | "stale" | "syncing";
            reason: components["schemas"]["Cause"] | null;
            attention: components["schemas"]["AttentionRow"][];
            auto_sync: boolean;
            sync_interval_seconds: number;
            fields_not_mirrored: string[];
            next_run_at: string | null;
            last_run: components["schemas"]["RunRow"] | null;
            last_complete_at: string | null;
            counts: components["schemas"]["Counts"];
            kinds: {
                [key: string]: components["schemas"]["KindStatus"];
            };
        };
        Counts: {
            students: number | null;
            teachers: number | null;
            org: number | null;
            term: number | null;
            course: number | null;
            section: number | null;
            user: number | null;
            group: number | null;
            enrollment: number | null;
            category: number | null;
            item: number | null;
            submission: number | null;
            lesson: number | null;
            attendance: number | null;
        };
        Course: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            org?: components["schemas"]["Reference"] | null;
            term?: components["schemas"]["Reference"] | null;
            name: string | null;
            code: string | null;
            sis_id: string | null;
            description_text?: string | null;
            starts_at: string | null;
            ends_at: string | null;
            state: ("active" | "ended" | "unpublished") | null;
            time_zone: string | null;
            url: string | null;
            format: string | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        CourseOfUser: {
            id: string;
            name: string | null;
            role: ("assistant" | "designer" | "guest" | "manager" | "observer" | "other" | "student" | "teacher") | null;
            state: ("active" | "completed" | "invited" | "suspended") | null;
        };
        CoursesPage: {
            items: components["schemas"]["Course"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Enrollment: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            user?: components["schemas"]["Reference"];
            course?: components["schemas"]["Reference"];
            section?: components["schemas"]["Reference"] | null;
            role: ("assistant" | "designer" | "guest" | "manager" | "observer" | "other" | "student" | "teacher") | null;
            source_role: string | null;
            state: ("active" | "completed" | "invited" | "suspended") | null;
            starts_at: string | null;
            ends_at: string | null;
            current_score?: number | null;
            final_score?: number | null;
            final_grade?: string | null;
            completed_at?: string | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        EnrollmentsPage: {
            items: components["schemas"]["Enrollment"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        ErasedPerson: {
            id: string;
            connection: string;
            counts: {
                [key: string]: number;
            };
            kept_away: boolean;
        };
        Erasure: {
            dry_run: boolean;
            people: components["schemas"]["ErasedPerson"][];
            candidates: components["schemas"]["CandidateRow"][];
            named_in: string[];
            cleaned: boolean | null;
        };
        FieldError: {
            field: string;
            code: string;
            detail: string;
        };
        Forgotten: {
            connection: string;
            /** @enum {string} */
            data: "deleted" | "kept";
        };
        ForgottenConnections: {
            connections: components["schemas"]["ForgottenRow"][];
        };
        ForgottenRow: {
            connection: string;
            crm_type: string;
            base_url: string | null;
            /** Format: date-time */
            created_at: string;
            records: number;
        };
        Found: {
            id: string;
            name?: string | null;
            kind: components["schemas"]["Kind"];
            connection: string;
            within?: components["schemas"]["Reference"] | null;
            at: string | null;
            email?: string | null;
            sis_id?: string | null;
            code: string | null;
            type: string | null;
            state: string | null;
            roles?: string[];
        };
        FoundOfKind: {
            kind: components["schemas"]["Kind"];
            items: components["schemas"]["Found"][];
            has_more: boolean;
            not_known_in: string[];
        };
        Group: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            course?: components["schemas"]["Reference"] | null;
            name: string | null;
            sis_id: string | null;
            set_name: string | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
            members?: components["schemas"]["Reference"][];
        };
        GroupsPage: {
            items: components["schemas"]["Group"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Health: {
            /** @enum {string} */
            status: "ok";
            version: string;
        };
        HeldDecision: {
            id: number;
            connection: string;
            /** @enum {string} */
            about: "removal" | "unreachable" | "withheld_field";
            kind: components["schemas"]["Kind"];
            field: string | null;
            /** @enum {string} */
            state: "applied" | "dismissed" | "waiting" | "withdrawn";
            /** @enum {string} */
            reason: "all_of_kind" | "all_of_scope" | "most_of_children" | "most_of_scope" | "too_many" | "unreachable" | "withheld";
            text: string;
            parent?: components["schemas"]["Reference"] | null;
            run: number | null;
            /** Format: date-time */
            held_at: string;
            decided_at: string | null;
            decided_by: string | null;
            total: number;
            counts: {
                [key: string]: number;
            };
            examples: components["schemas"]["HeldRecord"][];
            numbers: components["schemas"]["HeldNumbers"];
            items: components["schemas"]["HeldRecord"][];
            next_cursor: string | null;
        };
        HeldDone: {
            held: components["schemas"]["HeldRow"];
            records: number;
        };
        HeldNumbers: {
            before: number | null;
            now: number | null;
            people: number | null;
            elsewhere: number | null;
        };
        HeldOfPerson: {
            id: number;
            kind: components["schemas"]["Kind"];
            /** @enum {string} */
            reason: "all_of_kind" | "all_of_scope" | "most_of_children" | "most_of_scope" | "too_many" | "unreachable" | "withheld";
            /** @enum {string} */
            state: "applied" | "dismissed" | "waiting" | "withdrawn";
            /** Format: date-time */
            held_at: string;
        };
        HeldPage: {
            items: components["schemas"]["HeldRow"][];
            next_cursor: string | null;
        };
        HeldRecord: {
            record: components["schemas"]["Reference"];
            person?: components["schemas"]["Reference"] | null;
            course?: components["schemas"]["Reference"] | null;
        };
        HeldRow: {
            id: number;
            connection: string;
            /** @enum {string} */
            about: "removal" | "unreachable" | "withheld_field";
            kind: components["schemas"]["Kind"];
            field: string | null;
            /** @enum {string} */
            state: "applied" | "dismissed" | "waiting" | "withdrawn";
            /** @enum {string} */
            reason: "all_of_kind" | "all_of_scope" | "most_of_children" | "most_of_scope" | "too_many" | "unreachable" | "withheld";
            text: string;
            parent?: components["schemas"]["Reference"] | null;
            run: number | null;
            /** Format: date-time */
            held_at: string;
            decided_at: string | null;
            decided_by: string | null;
            total: number;
            counts: {
                [key: string]: number;
            };
            examples: components["schemas"]["HeldRecord"][];
        };
        Item: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            course?: components["schemas"]["Reference"] | null;
            category?: components["schemas"]["Reference"] | null;
            kind: ("assignment" | "content" | "discussion" | "external" | "other" | "package" | "quiz" | "survey") | null;
            source_kind: string | null;
            title: string | null;
            points_max: number | null;
            grading: ("letter" | "none" | "pass" | "percent" | "points" | "scale") | null;
            opens_at: string | null;
            due_at: string | null;
            closes_at: string | null;
            published: boolean | null;
            url: string | null;
            container: string | null;
            position: number | null;
            time_limit_minutes: number | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        ItemsPage: {
            items: components["schemas"]["Item"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        KindCounts: {
            scopes: number;
            complete: number;
            unchanged: number;
            partial: number;
            failed: number;
            held: number;
            pages: number;
            requests: number;
            bytes: number;
            rows_read: number;
            accepted: number;
            set_aside: number;
            erased: number;
            added: number;
            changed: number;
            removed: number;
            throttles: number;
            seconds: number;
            waited_seconds: number;
        };
        KindStatus: {
            provided: boolean;
            why: string | null;
            total: number | null;
            last_complete_at: string | null;
            age_seconds: number | null;
        };
        LatestChangesPage: {
            items: components["schemas"]["ShownChangeRow"][];
            next_cursor: string | null;
        };
        Lesson: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            course?: components["schemas"]["Reference"] | null;
            section?: components["schemas"]["Reference"] | null;
            group?: components["schemas"]["Reference"] | null;
            item?: components["schemas"]["Reference"] | null;
            owner?: components["schemas"]["Reference"] | null;
            kind: ("appointment" | "class" | "deadline" | "event" | "meeting") | null;
            title: string | null;
            starts_at: string | null;
            ends_at: string | null;
            all_day: boolean | null;
            on_date: string | null;
            location?: string | null;
            url?: string | null;
            visibility: ("course" | "group" | "person" | "section" | "site") | null;
            state: ("cancelled" | "held" | "planned") | null;
            series_key: string | null;
            description_text?: string | null;
            sequence: number;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
            teachers?: components["schemas"]["Reference"][];
        };
        LessonsPage: {
            items: components["schemas"]["Lesson"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Lifted: {
            id: string;
            connection: string;
        };
        LoggedChange: {
            seq: number;
            /** Format: date-time */
            at: string;
            kind: components["schemas"]["Kind"];
            id: string;
            /** @enum {string} */
            change: "added" | "changed" | "removed" | "restored";
            fields: Record<string, never> | null;
        };
        LoggedOut: {
            logged_out: boolean;
        };
        LoginWays: {
            single_sign_on: boolean;
            first_owner: boolean;
        };
        Missed: {
            after: number;
        };
        NewToken: {
            id: number;
            name: string;
            scopes: components["schemas"]["Right"][];
            connections: string[] | null;
            kinds: components["schemas"]["Kind"][] | null;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            revoked_at: string | null;
            last_used_at: string | null;
            token: string;
        };
        NotProvided: {
            connection: string;
            why: string | null;
        };
        OperatorRow: {
            id: number;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            /** @enum {string} */
            state: "active" | "disabled";
            has_password: boolean;
            has_second_factor: boolean;
            /** Format: date-time */
            created_at: string;
            last_login_at: string | null;
        };
        OperatorWithLink: {
            id: number;
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            /** @enum {string} */
            state: "active" | "disabled";
            has_password: boolean;
            has_second_factor: boolean;
            /** Format: date-time */
            created_at: string;
            last_login_at: string | null;
            link_token: string;
        };
        Operators: {
            operators: components["schemas"]["OperatorRow"][];
        };
        Org: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            parent?: components["schemas"]["Reference"] | null;
            name: string | null;
            type: ("department" | "district" | "school") | null;
            sis_id: string | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        OrgsPage: {
            items: components["schemas"]["Org"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        OwnSession: {
            operator: components["schemas"]["OperatorRow"];
            /** Format: date-time */
            expires_at: string;
            csrf_token: string;
        };
        PersonExport: {
            user: components["schemas"]["UserWithCourses"];
            enrollments: components["schemas"]["Enrollment"][];
            groups: components["schemas"]["Reference"][];
            submissions: components["schemas"]["Submission"][];
            attendance: components["schemas"]["Attendance"][];
            lessons: components["schemas"]["Lesson"][];
            changes: components["schemas"]["LoggedChange"][];
            held_removals: components["schemas"]["HeldOfPerson"][];
        };
        PlannedPhase: {
            phase: string;
            requests: number | null;
            questions: components["schemas"]["PlannedQuestion"][];
        };
        PlannedQuestion: {
            asks: string;
            requests: number | null;
            of: components["schemas"]["Kind"] | null;
            count: number | null;
            per_request: number | null;
            varies: string | null;
        };
        PlannedRun: {
            connection: string;
            phases: components["schemas"]["PlannedPhase"][];
            requests: number | null;
            at_least: number;
            unknown: components["schemas"]["Cause"] | null;
            in_flight: number | null;
            limits: string[];
            seconds_per_request: number | null;
            measured_run: number | null;
            seconds: number | null;
        };
        PlannedRuns: {
            plans: components["schemas"]["PlannedRun"][];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            errors?: components["schemas"]["FieldError"][];
            checks?: components["schemas"]["CheckRow"][];
        };
        Readiness: {
            /** @enum {string} */
            status: "not_ready" | "ready";
            database: boolean;
            migrations: boolean;
            scheduler: boolean;
        };
        RecoveryCodes: {
            recovery_codes: string[];
        };
        Reference: {
            id: string;
            name?: string | null;
        };
        RemovalsDecided: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            held: number;
            about: components["schemas"]["About"];
            kind: components["schemas"]["Kind"];
            decision: components["schemas"]["State"];
        };
        RemovalsHeld: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            held: number;
            about: components["schemas"]["About"];
            kind: components["schemas"]["Kind"];
            total: number;
        };
        RunChangesPage: {
            items: components["schemas"]["ShownChangeRow"][];
            next_cursor: string | null;
            whole: boolean;
        };
        RunEnded: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            /** @enum {string} */
            state: "cancelled" | "complete" | "failed" | "interrupted" | "needs_attention" | "partial" | "queued" | "running";
            cause: string | null;
            duration_ms: number | null;
        };
        RunPhase: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            phase: string;
        };
        RunProgress: {
            run: number;
            connection: string;
            phase: string | null;
            done_requests: number;
            planned_requests: number | null;
            rows_read: number;
            seconds_left: number | null;
        };
        RunQueued: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            mode: string;
            asked_by: string;
        };
        RunRow: {
            id: number;
            connection: string;
            /** @enum {string} */
            mode: "full" | "incremental";
            /** @enum {string} */
            asked_by: "command_line" | "person" | "schedule";
            /** @enum {string} */
            state: "cancelled" | "complete" | "failed" | "interrupted" | "needs_attention" | "partial" | "queued" | "running";
            /** Format: date-time */
            queued_at: string;
            started_at: string | null;
            finished_at: string | null;
            duration_ms: number | null;
            phase: string | null;
            planned_requests: number | null;
            done_requests: number | null;
            seconds_left: number | null;
            cancel_asked_at: string | null;
            counts: {
                [key: string]: components["schemas"]["KindCounts"];
            };
            error: components["schemas"]["Cause"] | null;
        };
        RunStarted: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            continues: number | null;
        };
        RunThrottled: {
            id: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            throttles: number;
            asked_to_wait_seconds: number | null;
        };
        Runs: {
            runs: components["schemas"]["RunRow"][];
        };
        RunsPage: {
            items: components["schemas"]["RunRow"][];
            next_cursor: string | null;
        };
        ScopeRow: {
            kind: components["schemas"]["Kind"];
            parent_kind: components["schemas"]["Kind"] | null;
            parent?: components["schemas"]["Reference"] | null;
            /** @enum {string} */
            state: "complete" | "failed" | "held" | "partial" | "unchanged";
            cause: string | null;
            needs_person: boolean;
            text: string | null;
            end_seen: boolean;
            pages: number;
            requests: number;
            bytes: number;
            rows_read: number;
            accepted: number;
            set_aside: number;
            erased: number;
            set_aside_why: {
                [key: string]: number;
            } | null;
            withheld: {
                [key: string]: number;
            } | null;
            expected: number | null;
            added: number;
            changed: number;
            removed: number;
            throttles: number;
            seconds: number;
            waited_seconds: number;
        };
        ScopesPage: {
            items: components["schemas"]["ScopeRow"][];
            next_cursor: string | null;
            ended: boolean;
            states: {
                [key: string]: number;
            };
        };
        SearchAnswer: {
            kinds: components["schemas"]["FoundOfKind"][];
        };
        SecondFactorEnded: {
            has_second_factor: boolean;
        };
        SecondFactorStarted: {
            secret: string;
            uri: string;
            qr_svg: string;
        };
        Section: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            course?: components["schemas"]["Reference"] | null;
            name: string | null;
            sis_id: string | null;
            starts_at: string | null;
            ends_at: string | null;
            synthetic: boolean | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        SectionsPage: {
            items: components["schemas"]["Section"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        SessionEnded: {
            id: number;
        };
        SessionRow: {
            id: number;
            operator_id: number;
            login: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string;
            /** Format: date-time */
            expires_at: string;
            address: string | null;
            user_agent: string | null;
            is_own: boolean;
        };
        Sessions: {
            sessions: components["schemas"]["SessionRow"][];
        };
        ShownChangeRow: {
            seq: number;
            /** Format: date-time */
            at: string;
            connection: string;
            run: number | null;
            kind: components["schemas"]["Kind"];
            record: components["schemas"]["Reference"];
            person?: components["schemas"]["Reference"] | null;
            course?: components["schemas"]["Reference"] | null;
            /** @enum {string} */
            change: "added" | "changed" | "removed" | "restored";
            fields: {
                [key: string]: [
                    unknown,
                    unknown
                ];
            } | null;
        };
        Slot: {
            /** Format: date-time */
            at: string;
            runs: number;
            outcome: ("cancelled" | "complete" | "failed" | "held" | "interrupted" | "needs_attention" | "partial" | "queued" | "running") | null;
            seconds: number;
            changes: number;
        };
        Slots: {
            slots: components["schemas"]["Slot"][];
        };
        Status: {
            /** @enum {string} */
            status: "needs_attention" | "not_configured" | "ok" | "paused" | "stale" | "syncing";
            auto_sync: boolean;
            connections: components["schemas"]["ConnectionStatus"][];
            held: components["schemas"]["HeldRow"][];
        };
        StudentsPage: {
            items: components["schemas"]["User"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Submission: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            item?: components["schemas"]["Reference"];
            user?: components["schemas"]["Reference"];
            attempt?: number | null;
            status: ("draft" | "graded" | "none" | "pending_review" | "submitted") | null;
            submitted_at?: string | null;
            graded_at?: string | null;
            score?: number | null;
            grade?: string | null;
            late?: boolean | null;
            missing?: boolean | null;
            excused?: boolean | null;
            resubmit?: boolean | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        SubmissionsPage: {
            items: components["schemas"]["Submission"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        SystemRow: {
            crm_type: string;
            title: string;
            needs_address: boolean;
            settings_schema: Record<string, never>;
            setup: string;
        };
        Systems: {
            systems: components["schemas"]["SystemRow"][];
        };
        TeachersPage: {
            items: components["schemas"]["User"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Term: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            parent?: components["schemas"]["Reference"] | null;
            name: string | null;
            type: ("grading_period" | "school_year" | "term") | null;
            starts_on: string | null;
            ends_on: string | null;
            school_year: number | null;
            sis_id: string | null;
            synthetic: boolean | null;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        TermsPage: {
            items: components["schemas"]["Term"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
        Test: {
            passed: boolean;
            checks: components["schemas"]["CheckRow"][];
            connections: components["schemas"]["TestedConnection"][];
        };
        TestedConnection: {
            connection: string | null;
            passed: boolean;
            site_name: string | null;
            release: string | null;
            provided: {
                [key: string]: boolean;
            };
        };
        TokenRow: {
            id: number;
            name: string;
            scopes: components["schemas"]["Right"][];
            connections: string[] | null;
            kinds: components["schemas"]["Kind"][] | null;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            revoked_at: string | null;
            last_used_at: string | null;
        };
        Tokens: {
            tokens: components["schemas"]["TokenRow"][];
        };
        User: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            username?: string | null;
            email?: string | null;
            sis_id?: string | null;
            given_name?: string | null;
            family_name?: string | null;
            display_name?: string | null;
            state: ("active" | "suspended") | null;
            time_zone?: string | null;
            locale?: string | null;
            student_courses?: number;
            teacher_courses?: number;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
        };
        UserWithCourses: {
            id: string;
            connection: string;
            external_id: string;
            source_updated_at: string | null;
            username?: string | null;
            email?: string | null;
            sis_id?: string | null;
            given_name?: string | null;
            family_name?: string | null;
            display_name?: string | null;
            state: ("active" | "suspended") | null;
            time_zone?: string | null;
            locale?: string | null;
            student_courses?: number;
            teacher_courses?: number;
            /** Format: date-time */
            first_seen_at: string;
            /** Format: date-time */
            changed_at: string;
            removed_at: string | null;
            courses?: components["schemas"]["CourseOfUser"][];
        };
        UsersPage: {
            items: components["schemas"]["User"][];
            next_cursor: string | null;
            total: number | null;
            not_provided: components["schemas"]["NotProvided"][];
            not_yet_read: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    set_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSession"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSession"];
                };
            };
        };
    };
    get_login_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginWays"];
                };
            };
        };
    };
    start_sign_on: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    finish_sign_on: {
        parameters: {
            query?: {
                state?: string;
                code?: string | null;
                error?: string | null;
                iss?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    list_systems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Systems"];
                };
            };
        };
    };
    get_configuration: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configurations"];
                };
            };
        };
    };
    configure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CRMConfigRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configured"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configured"];
                };
            };
        };
    };
    delete_configuration: {
        parameters: {
            query?: {
                connection?: string | null;
                with_data?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forgotten"];
                };
            };
        };
    };
    list_forgotten: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgottenConnections"];
                };
            };
        };
    };
    delete_forgotten: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forgotten"];
                };
            };
        };
    };
    check_connections: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                    "text/event-stream": string;
                };
            };
        };
    };
    check_configuration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CRMConfigRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                    "text/event-stream": string;
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSession"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedOut"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSession"];
                };
            };
        };
    };
    start_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorStarted"];
                };
            };
        };
    };
    confirm_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    end_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorEnded"];
                };
            };
        };
    };
    list_operators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operators"];
                };
            };
        };
    };
    make_operator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorWithLink"];
                };
            };
        };
    };
    remove_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operator_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorRow"];
                };
            };
        };
    };
    change_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operator_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorRow"];
                };
            };
        };
    };
    reset_operator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operator_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorWithLink"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    revoke_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionEnded"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    make_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRow"];
                };
            };
        };
    };
    list_acts: {
        parameters: {
            query?: {
                actor?: string | null;
                action?: string | null;
                subject?: string | null;
                since?: string | null;
                until?: string | null;
                limit?: number;
                cursor?: string | null;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    erase_user: {
        parameters: {
            query?: {
                dry_run?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
        };
    };
    lift_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lifted"];
                };
            };
        };
    };
    export_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonExport"];
                };
            };
        };
    };
    get_status: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    start_sync: {
        parameters: {
            query?: {
                connection?: string | null;
                mode?: "full" | "incremental";
                wait?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runs"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runs"];
                };
            };
        };
    };
    start_auto_sync_by_get: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoSync"];
                };
            };
        };
    };
    start_auto_sync: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoSync"];
                };
            };
        };
    };
    stop_auto_sync_by_get: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoSync"];
                };
            };
        };
    };
    stop_auto_sync: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AutoSync"];
                };
            };
        };
    };
    get_plan: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlannedRuns"];
                };
            };
        };
    };
    list_run_slots: {
        parameters: {
            query?: {
                connection?: string | null;
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slots"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                connection?: string | null;
                state?: ("queued" | "running" | "complete" | "partial" | "failed" | "needs_attention" | "interrupted" | "cancelled") | null;
                mode?: ("full" | "incremental") | null;
                from?: string | null;
                to?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsPage"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunRow"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunRow"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunRow"];
                };
            };
        };
    };
    list_run_scopes: {
        parameters: {
            query?: {
                state?: ("complete" | "unchanged" | "partial" | "failed" | "held") | null;
                kind?: components["schemas"]["Kind"] | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScopesPage"];
                };
            };
        };
    };
    list_run_changes: {
        parameters: {
            query?: {
                kind?: components["schemas"]["Kind"] | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunChangesPage"];
                };
            };
        };
    };
    list_held: {
        parameters: {
            query?: {
                connection?: string | null;
                state?: components["schemas"]["State"] | null;
                about?: components["schemas"]["About"] | null;
                kind?: components["schemas"]["Kind"] | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldPage"];
                };
            };
        };
    };
    get_held: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                held_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDecision"];
                };
            };
        };
    };
    apply_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                held_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ApplyRequest"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDone"];
                };
            };
        };
    };
    dismiss_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                held_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDone"];
                };
            };
        };
    };
    undo_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                held_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldDone"];
                };
            };
        };
    };
    follow_events: {
        parameters: {
            query?: {
                connection?: string | null;
            };
            header?: {
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        event: "run_queued" | "run_started" | "run_phase" | "run_throttled" | "run_ended" | "connection_state" | "removals_held" | "removals_decided" | "configuration_changed" | "run_progress" | "missed";
                        data: string;
                        id?: string;
                        retry?: number;
                    };
                };
            };
        };
    };
    follow_run: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string | null;
            };
            path: {
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        event: "run_queued" | "run_started" | "run_phase" | "run_throttled" | "run_ended" | "connection_state" | "removals_held" | "removals_decided" | "configuration_changed" | "run_progress" | "missed";
                        data: string;
                        id?: string;
                        retry?: number;
                    };
                };
            };
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                cursor?: string | null;
                connection?: string | null;
                kinds?: string | null;
                start?: string | null;
                limit?: number;
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesPage"];
                };
            };
        };
    };
    list_latest_changes: {
        parameters: {
            query?: {
                connection?: string | null;
                kinds?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LatestChangesPage"];
                };
            };
        };
    };
    search_records: {
        parameters: {
            query: {
                q: string;
                kinds?: string | null;
                limit?: number;
                connection?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchAnswer"];
                };
            };
        };
    };
    list_students: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                group?: string | null;
                include_removed?: boolean;
                q?: string | null;
                role?: ("student" | "teacher" | "assistant" | "designer" | "observer" | "manager" | "guest" | "other") | null;
                section?: string | null;
                state?: ("active" | "suspended") | null;
                teacher?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudentsPage"];
                };
            };
        };
    };
    get_student: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithCourses"];
                };
            };
        };
    };
    list_teachers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                group?: string | null;
                include_removed?: boolean;
                q?: string | null;
                role?: ("student" | "teacher" | "assistant" | "designer" | "observer" | "manager" | "guest" | "other") | null;
                section?: string | null;
                state?: ("active" | "suspended") | null;
                student?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeachersPage"];
                };
            };
        };
    };
    get_teacher: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithCourses"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                group?: string | null;
                include_removed?: boolean;
                q?: string | null;
                role?: ("student" | "teacher" | "assistant" | "designer" | "observer" | "manager" | "guest" | "other") | null;
                section?: string | null;
                state?: ("active" | "suspended") | null;
                student?: string | null;
                teacher?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersPage"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithCourses"];
                };
            };
        };
    };
    list_courses: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "starts_at" | "-name" | "-changed_at" | "-id" | "-starts_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                include_removed?: boolean;
                q?: string | null;
                state?: ("unpublished" | "active" | "ended") | null;
                student?: string | null;
                teacher?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoursesPage"];
                };
            };
        };
    };
    get_course: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Course"];
                };
            };
        };
    };
    list_sections: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SectionsPage"];
                };
            };
        };
    };
    get_section: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Section"];
                };
            };
        };
    };
    list_groups: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                q?: string | null;
                student?: string | null;
                teacher?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupsPage"];
                };
            };
        };
    };
    get_group: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
        };
    };
    list_enrollments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("id" | "changed_at" | "-id" | "-changed_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                role?: ("student" | "teacher" | "assistant" | "designer" | "observer" | "manager" | "guest" | "other") | null;
                section?: string | null;
                state?: ("invited" | "active" | "suspended" | "completed") | null;
                student?: string | null;
                teacher?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrollmentsPage"];
                };
            };
        };
    };
    get_enrollment: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
        };
    };
    list_items: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "due_at" | "-name" | "-changed_at" | "-id" | "-due_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                from?: string | null;
                include_removed?: boolean;
                kind?: ("assignment" | "quiz" | "discussion" | "content" | "external" | "survey" | "package" | "other") | null;
                q?: string | null;
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsPage"];
                };
            };
        };
    };
    get_item: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
        };
    };
    list_lessons: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("starts_at" | "changed_at" | "-starts_at" | "-changed_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                from?: string | null;
                group?: string | null;
                include_removed?: boolean;
                kind?: ("class" | "meeting" | "event" | "appointment" | "deadline") | null;
                q?: string | null;
                section?: string | null;
                state?: ("planned" | "held" | "cancelled") | null;
                student?: string | null;
                teacher?: string | null;
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonsPage"];
                };
            };
        };
    };
    get_lesson: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lesson"];
                };
            };
        };
    };
    list_categories: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoriesPage"];
                };
            };
        };
    };
    get_category: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
        };
    };
    list_submissions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("id" | "changed_at" | "-id" | "-changed_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                state?: ("none" | "draft" | "submitted" | "pending_review" | "graded") | null;
                student?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmissionsPage"];
                };
            };
        };
    };
    get_submission: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submission"];
                };
            };
        };
    };
    list_attendance: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("id" | "changed_at" | "-id" | "-changed_at") | null;
                changed_since?: string | null;
                connection?: string | null;
                course?: string | null;
                include_removed?: boolean;
                state?: ("present" | "absent" | "late" | "excused" | "unknown") | null;
                student?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttendancePage"];
                };
            };
        };
    };
    get_attendance: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attendance"];
                };
            };
        };
    };
    list_terms: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                include_removed?: boolean;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermsPage"];
                };
            };
        };
    };
    get_term: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Term"];
                };
            };
        };
    };
    list_orgs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                sort?: ("name" | "changed_at" | "id" | "-name" | "-changed_at" | "-id") | null;
                changed_since?: string | null;
                connection?: string | null;
                include_removed?: boolean;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgsPage"];
                };
            };
        };
    };
    get_org: {
        parameters: {
            query?: {
                include_removed?: boolean;
            };
            header?: never;
            path: {
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Org"];
                };
            };
        };
    };
}

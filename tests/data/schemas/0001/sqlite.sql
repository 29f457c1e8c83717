BEGIN;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE api_client (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    scopes TEXT DEFAULT '[]' NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (id),
    UNIQUE (token_hash)
);
CREATE TABLE attendance (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    lesson_id INTEGER,
    user_id INTEGER,
    taken_at BIGINT,
    points FLOAT,
    status TEXT,
    source_status TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_attendance_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE category (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    course_id INTEGER,
    weight FLOAT,
    position INTEGER,
    name TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_category_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE change (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    entity_id INTEGER NOT NULL,
    run_id INTEGER,
    connection_id SMALLINT NOT NULL,
    kind SMALLINT NOT NULL,
    op SMALLINT NOT NULL,
    fields TEXT
);
CREATE TABLE connection (
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    base_url TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT,
    academic_year_starts TEXT DEFAULT '09-01' NOT NULL,
    settings TEXT DEFAULT '{}' NOT NULL,
    sealed_token BLOB NOT NULL,
    state TEXT DEFAULT 'ok' NOT NULL,
    attention TEXT,
    checked_at BIGINT,
    auto_sync BOOLEAN DEFAULT true NOT NULL,
    sync_interval_seconds INTEGER DEFAULT '300' NOT NULL,
    next_run_at BIGINT,
    lease_owner TEXT,
    lease_expires_at BIGINT,
    generation BIGINT DEFAULT '0' NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_connection_address UNIQUE (kind, base_url),
    UNIQUE (slug),
    UNIQUE (name)
);
CREATE TABLE course (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    org_id INTEGER,
    term_id INTEGER,
    starts_at BIGINT,
    ends_at BIGINT,
    name TEXT,
    code TEXT,
    sis_id TEXT,
    description_text TEXT,
    state TEXT,
    time_zone TEXT,
    url TEXT,
    format TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_course_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE course_group (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    course_id INTEGER,
    name TEXT,
    sis_id TEXT,
    set_name TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_course_group_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE enrollment (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    user_id INTEGER,
    course_id INTEGER,
    section_id INTEGER,
    starts_at BIGINT,
    ends_at BIGINT,
    completed_at BIGINT,
    current_score FLOAT,
    final_score FLOAT,
    role TEXT,
    source_role TEXT,
    state TEXT,
    final_grade TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_enrollment_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE group_member (
    group_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE TABLE installation (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE item (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    course_id INTEGER,
    category_id INTEGER,
    opens_at BIGINT,
    due_at BIGINT,
    closes_at BIGINT,
    points_max FLOAT,
    time_limit_minutes FLOAT,
    position INTEGER,
    published BOOLEAN,
    kind TEXT,
    source_kind TEXT,
    title TEXT,
    grading TEXT,
    url TEXT,
    container TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_item_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE lesson (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    course_id INTEGER,
    section_id INTEGER,
    group_id INTEGER,
    item_id INTEGER,
    owner_id INTEGER,
    starts_at BIGINT,
    ends_at BIGINT,
    sequence INTEGER DEFAULT '0' NOT NULL,
    all_day BOOLEAN,
    kind TEXT,
    title TEXT,
    on_date TEXT,
    location TEXT,
    url TEXT,
    visibility TEXT,
    state TEXT,
    series_key TEXT,
    description_text TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_lesson_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE org (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    parent_id INTEGER,
    name TEXT,
    type TEXT,
    sis_id TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_org_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE section (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    course_id INTEGER,
    starts_at BIGINT,
    ends_at BIGINT,
    name TEXT,
    sis_id TEXT,
    synthetic BOOLEAN,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_section_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE submission (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    item_id INTEGER,
    user_id INTEGER,
    submitted_at BIGINT,
    graded_at BIGINT,
    score FLOAT,
    attempt INTEGER,
    late BOOLEAN,
    missing BOOLEAN,
    excused BOOLEAN,
    resubmit BOOLEAN,
    status TEXT,
    grade TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_submission_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE term (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    parent_id INTEGER,
    name TEXT,
    type TEXT,
    starts_on TEXT,
    ends_on TEXT,
    school_year INTEGER,
    sis_id TEXT,
    synthetic BOOLEAN,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_term_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE user (
    id INTEGER NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_updated_at BIGINT,
    deleted_at BIGINT,
    connection_id SMALLINT NOT NULL,
    external_id TEXT NOT NULL,
    person_id TEXT,
    enabled BOOLEAN,
    student_courses INTEGER DEFAULT '0' NOT NULL,
    teacher_courses INTEGER DEFAULT '0' NOT NULL,
    username TEXT,
    email TEXT,
    sis_id TEXT,
    given_name TEXT,
    family_name TEXT,
    display_name TEXT,
    time_zone TEXT,
    locale TEXT,
    sort_key TEXT,
    search_text TEXT,
    PRIMARY KEY (id),
    CONSTRAINT uq_user_external_id UNIQUE (connection_id, external_id)
);
CREATE TABLE connection_kind (
    connection_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    provided BOOLEAN NOT NULL,
    why TEXT,
    total INTEGER DEFAULT '0' NOT NULL,
    last_complete_at BIGINT,
    PRIMARY KEY (connection_id, kind),
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
);
CREATE TABLE held_removal (
    id INTEGER NOT NULL,
    connection_id SMALLINT NOT NULL,
    run_id INTEGER,
    kind TEXT NOT NULL,
    parent_kind TEXT,
    parent TEXT,
    ids TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT ck_held_removal_state CHECK (state IN ('waiting', 'applied', 'dismissed', 'withdrawn')),
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
);
CREATE TABLE page_digest (
    connection_id SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    page_key TEXT NOT NULL,
    digest BLOB NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (connection_id, kind, parent, page_key),
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
);
CREATE TABLE sync_run (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    connection_id SMALLINT NOT NULL,
    mode TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    duration_ms BIGINT,
    phase TEXT,
    planned_requests INTEGER,
    counts TEXT,
    error TEXT,
    continues_run_id INTEGER,
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
);
CREATE TABLE sync_scope (
    connection_id SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    last_complete_at BIGINT,
    high_water BIGINT,
    last_run_id INTEGER,
    row_count INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (connection_id, kind, parent),
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
);
CREATE TABLE sync_run_scope (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    parent_kind TEXT,
    parent TEXT,
    state TEXT NOT NULL,
    cause TEXT,
    needs_person BOOLEAN DEFAULT false NOT NULL,
    words TEXT,
    end_seen BOOLEAN NOT NULL,
    pages INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    rows_read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    set_aside INTEGER NOT NULL,
    set_aside_why TEXT,
    withheld TEXT,
    expected INTEGER,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    throttles INTEGER NOT NULL,
    seconds FLOAT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(run_id) REFERENCES sync_run (id) ON DELETE CASCADE
);
INSERT INTO "alembic_version" VALUES ('0001');
INSERT INTO "api_client" VALUES (1, 'first token', X'0F8410A856B6153A2012B9071CD5F7AE4EB39DF2B8CF022A712AB010A55098A3', '[]', 1795640701, NULL, NULL);
INSERT INTO "category" VALUES (1, 1795640702, 1795640702, NULL, NULL, 2, '40002', 3, 100.0, 1, 'Задания', 'задания', '  задания');
INSERT INTO "category" VALUES (2, 1795640702, 1795640702, NULL, NULL, 2, '40003', 4, 100.0, 1, 'Задания', 'задания', '  задания');
INSERT INTO "change" VALUES (1, 1795640701, 9, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (2, 1795640701, 1, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (3, 1795640701, 2, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (4, 1795640701, 3, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (5, 1795640701, 4, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (6, 1795640701, 5, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (7, 1795640701, 6, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (8, 1795640701, 7, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (9, 1795640701, 8, 1, 1, 1, 1, NULL);
INSERT INTO "change" VALUES (10, 1795640701, 1, 1, 1, 3, 1, NULL);
INSERT INTO "change" VALUES (11, 1795640701, 2, 1, 1, 3, 1, NULL);
INSERT INTO "change" VALUES (12, 1795640701, 1, 1, 1, 4, 1, NULL);
INSERT INTO "change" VALUES (13, 1795640701, 2, 1, 1, 4, 1, NULL);
INSERT INTO "change" VALUES (14, 1795640701, 1, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (15, 1795640701, 2, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (16, 1795640701, 3, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (17, 1795640701, 4, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (18, 1795640701, 5, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (19, 1795640701, 6, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (20, 1795640701, 7, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (21, 1795640701, 8, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (22, 1795640701, 9, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (23, 1795640701, 10, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (24, 1795640701, 11, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (25, 1795640701, 12, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (26, 1795640701, 13, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (27, 1795640701, 14, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (28, 1795640701, 15, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (29, 1795640701, 16, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (30, 1795640701, 17, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (31, 1795640701, 18, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (32, 1795640701, 19, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (33, 1795640701, 20, 1, 1, 5, 1, NULL);
INSERT INTO "change" VALUES (34, 1795640701, 1, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (35, 1795640701, 2, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (36, 1795640701, 3, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (37, 1795640701, 4, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (38, 1795640701, 5, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (39, 1795640701, 6, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (40, 1795640701, 7, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (41, 1795640701, 8, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (42, 1795640701, 9, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (43, 1795640701, 10, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (44, 1795640701, 11, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (45, 1795640701, 12, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (46, 1795640701, 13, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (47, 1795640701, 14, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (48, 1795640701, 15, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (49, 1795640701, 16, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (50, 1795640701, 17, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (51, 1795640701, 18, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (52, 1795640701, 19, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (53, 1795640701, 20, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (54, 1795640701, 21, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (55, 1795640701, 22, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (56, 1795640701, 23, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (57, 1795640701, 24, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (58, 1795640701, 25, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (59, 1795640701, 26, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (60, 1795640701, 27, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (61, 1795640701, 28, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (62, 1795640701, 29, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (63, 1795640701, 30, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (64, 1795640701, 31, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (65, 1795640701, 32, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (66, 1795640701, 33, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (67, 1795640701, 34, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (68, 1795640701, 35, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (69, 1795640701, 36, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (70, 1795640701, 37, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (71, 1795640701, 38, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (72, 1795640701, 39, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (73, 1795640701, 40, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (74, 1795640701, 41, 1, 1, 7, 1, NULL);
INSERT INTO "change" VALUES (75, 1795640701, 1, 1, 1, 6, 1, NULL);
INSERT INTO "change" VALUES (76, 1795640701, 2, 1, 1, 6, 1, NULL);
INSERT INTO "change" VALUES (77, 1795640701, 1, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (78, 1795640701, 2, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (79, 1795640701, 3, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (80, 1795640701, 4, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (81, 1795640701, 5, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (82, 1795640701, 6, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (83, 1795640701, 7, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (84, 1795640701, 8, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (85, 1795640701, 9, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (86, 1795640701, 10, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (87, 1795640701, 11, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (88, 1795640701, 12, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (89, 1795640701, 13, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (90, 1795640701, 14, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (91, 1795640701, 15, 1, 1, 9, 1, NULL);
INSERT INTO "change" VALUES (92, 1795640702, 1, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (93, 1795640702, 2, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (94, 1795640702, 3, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (95, 1795640702, 4, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (96, 1795640702, 5, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (97, 1795640702, 6, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (98, 1795640702, 7, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (99, 1795640702, 8, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (100, 1795640702, 9, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (101, 1795640702, 10, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (102, 1795640702, 11, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (103, 1795640702, 12, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (104, 1795640702, 13, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (105, 1795640702, 14, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (106, 1795640702, 15, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (107, 1795640702, 16, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (108, 1795640702, 17, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (109, 1795640702, 18, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (110, 1795640702, 19, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (111, 1795640702, 20, 1, 1, 11, 1, NULL);
INSERT INTO "change" VALUES (112, 1795640702, 10, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (113, 1795640702, 11, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (114, 1795640702, 15, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (115, 1795640702, 12, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (116, 1795640702, 16, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (117, 1795640702, 13, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (118, 1795640702, 17, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (119, 1795640702, 14, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (120, 1795640702, 18, 2, 2, 1, 1, NULL);
INSERT INTO "change" VALUES (121, 1795640702, 1, 2, 2, 2, 1, NULL);
INSERT INTO "change" VALUES (122, 1795640702, 2, 2, 2, 2, 1, NULL);
INSERT INTO "change" VALUES (123, 1795640702, 3, 2, 2, 3, 1, NULL);
INSERT INTO "change" VALUES (124, 1795640702, 4, 2, 2, 3, 1, NULL);
INSERT INTO "change" VALUES (125, 1795640702, 3, 2, 2, 2, 1, NULL);
INSERT INTO "change" VALUES (126, 1795640702, 4, 2, 2, 2, 1, NULL);
INSERT INTO "change" VALUES (127, 1795640702, 3, 2, 2, 4, 1, NULL);
INSERT INTO "change" VALUES (128, 1795640702, 4, 2, 2, 4, 1, NULL);
INSERT INTO "change" VALUES (129, 1795640702, 21, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (130, 1795640702, 22, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (131, 1795640702, 23, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (132, 1795640702, 24, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (133, 1795640702, 25, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (134, 1795640702, 26, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (135, 1795640702, 27, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (136, 1795640702, 28, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (137, 1795640702, 29, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (138, 1795640702, 30, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (139, 1795640702, 31, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (140, 1795640702, 32, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (141, 1795640702, 33, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (142, 1795640702, 34, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (143, 1795640702, 35, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (144, 1795640702, 36, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (145, 1795640702, 37, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (146, 1795640702, 38, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (147, 1795640702, 39, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (148, 1795640702, 40, 2, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (149, 1795640702, 42, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (150, 1795640702, 43, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (151, 1795640702, 44, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (152, 1795640702, 45, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (153, 1795640702, 46, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (154, 1795640702, 47, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (155, 1795640702, 48, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (156, 1795640702, 49, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (157, 1795640702, 50, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (158, 1795640702, 51, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (159, 1795640702, 52, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (160, 1795640702, 53, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (161, 1795640702, 54, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (162, 1795640702, 55, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (163, 1795640702, 56, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (164, 1795640702, 57, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (165, 1795640702, 58, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (166, 1795640702, 59, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (167, 1795640702, 60, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (168, 1795640702, 61, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (169, 1795640702, 62, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (170, 1795640702, 63, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (171, 1795640702, 64, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (172, 1795640702, 65, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (173, 1795640702, 66, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (174, 1795640702, 67, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (175, 1795640702, 68, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (176, 1795640702, 69, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (177, 1795640702, 70, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (178, 1795640702, 71, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (179, 1795640702, 72, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (180, 1795640702, 73, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (181, 1795640702, 74, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (182, 1795640702, 75, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (183, 1795640702, 76, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (184, 1795640702, 77, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (185, 1795640702, 78, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (186, 1795640702, 79, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (187, 1795640702, 80, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (188, 1795640702, 81, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (189, 1795640702, 82, 2, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (190, 1795640702, 3, 2, 2, 6, 1, NULL);
INSERT INTO "change" VALUES (191, 1795640702, 4, 2, 2, 6, 1, NULL);
INSERT INTO "change" VALUES (192, 1795640702, 1, 2, 2, 8, 1, NULL);
INSERT INTO "change" VALUES (193, 1795640702, 2, 2, 2, 8, 1, NULL);
INSERT INTO "change" VALUES (194, 1795640702, 16, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (195, 1795640702, 17, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (196, 1795640702, 18, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (197, 1795640702, 19, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (198, 1795640702, 20, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (199, 1795640702, 21, 2, 2, 9, 1, NULL);
INSERT INTO "change" VALUES (200, 1795640702, 21, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (201, 1795640702, 22, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (202, 1795640702, 23, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (203, 1795640702, 24, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (204, 1795640702, 25, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (205, 1795640702, 26, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (206, 1795640702, 27, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (207, 1795640702, 28, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (208, 1795640702, 29, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (209, 1795640702, 30, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (210, 1795640702, 31, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (211, 1795640702, 32, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (212, 1795640702, 33, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (213, 1795640702, 34, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (214, 1795640702, 35, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (215, 1795640702, 36, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (216, 1795640702, 37, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (217, 1795640702, 38, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (218, 1795640702, 39, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (219, 1795640702, 40, 2, 2, 11, 1, NULL);
INSERT INTO "change" VALUES (220, 1795640702, 27, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (221, 1795640702, 19, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (222, 1795640702, 20, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (223, 1795640702, 21, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (224, 1795640702, 22, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (225, 1795640702, 23, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (226, 1795640702, 24, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (227, 1795640702, 25, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (228, 1795640702, 26, 3, 3, 1, 1, NULL);
INSERT INTO "change" VALUES (229, 1795640702, 5, 3, 3, 3, 1, NULL);
INSERT INTO "change" VALUES (230, 1795640702, 6, 3, 3, 3, 1, NULL);
INSERT INTO "change" VALUES (231, 1795640702, 5, 3, 3, 4, 1, NULL);
INSERT INTO "change" VALUES (232, 1795640702, 6, 3, 3, 4, 1, NULL);
INSERT INTO "change" VALUES (233, 1795640702, 41, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (234, 1795640702, 42, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (235, 1795640702, 43, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (236, 1795640702, 44, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (237, 1795640702, 45, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (238, 1795640702, 46, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (239, 1795640702, 47, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (240, 1795640702, 48, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (241, 1795640702, 49, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (242, 1795640702, 50, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (243, 1795640702, 51, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (244, 1795640702, 52, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (245, 1795640702, 53, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (246, 1795640702, 54, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (247, 1795640702, 55, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (248, 1795640702, 56, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (249, 1795640702, 57, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (250, 1795640702, 58, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (251, 1795640702, 59, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (252, 1795640702, 60, 3, 3, 5, 1, NULL);
INSERT INTO "change" VALUES (253, 1795640702, 83, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (254, 1795640702, 84, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (255, 1795640702, 85, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (256, 1795640702, 86, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (257, 1795640702, 87, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (258, 1795640702, 88, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (259, 1795640702, 89, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (260, 1795640702, 90, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (261, 1795640702, 91, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (262, 1795640702, 92, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (263, 1795640702, 93, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (264, 1795640702, 94, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (265, 1795640702, 95, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (266, 1795640702, 96, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (267, 1795640702, 97, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (268, 1795640702, 98, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (269, 1795640702, 99, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (270, 1795640702, 100, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (271, 1795640702, 101, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (272, 1795640702, 102, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (273, 1795640702, 103, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (274, 1795640702, 104, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (275, 1795640702, 105, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (276, 1795640702, 106, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (277, 1795640702, 107, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (278, 1795640702, 108, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (279, 1795640702, 109, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (280, 1795640702, 110, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (281, 1795640702, 111, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (282, 1795640702, 112, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (283, 1795640702, 113, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (284, 1795640702, 114, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (285, 1795640702, 115, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (286, 1795640702, 116, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (287, 1795640702, 117, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (288, 1795640702, 118, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (289, 1795640702, 119, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (290, 1795640702, 120, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (291, 1795640702, 121, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (292, 1795640702, 122, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (293, 1795640702, 123, 3, 3, 7, 1, NULL);
INSERT INTO "change" VALUES (294, 1795640702, 5, 3, 3, 6, 1, NULL);
INSERT INTO "change" VALUES (295, 1795640702, 6, 3, 3, 6, 1, NULL);
INSERT INTO "change" VALUES (296, 1795640702, 22, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (297, 1795640702, 23, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (298, 1795640702, 24, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (299, 1795640702, 25, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (300, 1795640702, 26, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (301, 1795640702, 27, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (302, 1795640702, 28, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (303, 1795640702, 29, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (304, 1795640702, 30, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (305, 1795640702, 31, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (306, 1795640702, 32, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (307, 1795640702, 33, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (308, 1795640702, 34, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (309, 1795640702, 35, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (310, 1795640702, 36, 3, 3, 9, 1, NULL);
INSERT INTO "change" VALUES (311, 1795640702, 41, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (312, 1795640702, 42, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (313, 1795640702, 43, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (314, 1795640702, 44, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (315, 1795640702, 45, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (316, 1795640702, 46, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (317, 1795640702, 47, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (318, 1795640702, 48, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (319, 1795640702, 49, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (320, 1795640702, 50, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (321, 1795640702, 51, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (322, 1795640702, 52, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (323, 1795640702, 53, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (324, 1795640702, 54, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (325, 1795640702, 55, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (326, 1795640702, 56, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (327, 1795640702, 57, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (328, 1795640702, 58, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (329, 1795640702, 59, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (330, 1795640702, 60, 3, 3, 11, 1, NULL);
INSERT INTO "change" VALUES (331, 1795640702, 1, 4, 1, 6, 2, '{"members": [["11", "13", "15", "17", "19", "21", "5", "7", "9"], ["15", "17", "19", "21"]]}');
INSERT INTO "change" VALUES (332, 1795640702, 2, 4, 1, 6, 2, '{"members": [["10", "12", "14", "16", "18", "20", "22", "6", "8"], ["14", "16", "18", "20", "22"]]}');
INSERT INTO "change" VALUES (333, 1795640702, 61, 5, 2, 5, 1, NULL);
INSERT INTO "change" VALUES (334, 1795640702, 124, 5, 2, 7, 1, NULL);
INSERT INTO "change" VALUES (335, 1795640702, 3, 5, 2, 6, 2, '{"members": [["11", "13", "15", "17", "19", "21", "5", "7", "9"], ["15", "17", "19", "21"]]}');
INSERT INTO "change" VALUES (336, 1795640702, 4, 5, 2, 6, 2, '{"members": [["10", "12", "14", "16", "18", "20", "22", "6", "8"], ["14", "16", "18", "20", "22"]]}');
INSERT INTO "connection" VALUES (1, 'school', 'moodle', 'https://moodle.school.example', 'School', NULL, '09-01', '{}', X'', 'ok', NULL, 1795640702, 0, 300, NULL, NULL, NULL, 21, 1795640701);
INSERT INTO "connection" VALUES (2, 'college', 'canvas', 'https://canvas.college.example', 'College', NULL, '09-01', '{}', X'', 'ok', '{"cause": "removals_held", "en": "The last run would have removed unusually many records. They stay until you decide: see lmsync held. If they really left, apply; if the LMS only stopped showing them, mend its rights and dismiss.", "ru": "Последняя синхронизация удалила бы необычно много записей. Они остаются до вашего решения: lmsync held. Если их действительно больше нет, примените удаление; если LMS лишь перестала их показывать, исправьте права и отклоните."}', 1795640701, 0, 300, NULL, NULL, NULL, 29, 1795640701);
INSERT INTO "connection" VALUES (3, 'oldschool', 'moodle', 'https://moodle.old.example', 'forgotten-3', NULL, '09-01', '{}', X'', 'forgotten', NULL, 1795640701, 0, 300, NULL, NULL, NULL, 19, 1795640701);
INSERT INTO "course" VALUES (1, 1795640701, 1795640701, 1785628800, NULL, 1, '2', 1, NULL, 1788220800, NULL, 'Алгебра', 'C0002', 'PLAN-0002', NULL, 'active', NULL, 'https://moodle.school.example/course/view.php?id=2', 'topics', 'алгебра', '  алгебра  c0002  plan-0002');
INSERT INTO "course" VALUES (2, 1795640701, 1795640701, 1785628800, NULL, 1, '3', 2, NULL, 1788220800, 1811548800, 'Геометрия', 'C0003', 'PLAN-0003', NULL, 'active', NULL, 'https://moodle.school.example/course/view.php?id=3', 'topics', 'геометрия', '  геометрия  c0003  plan-0003');
INSERT INTO "course" VALUES (3, 1795640702, 1795640702, NULL, NULL, 2, '2', 11, 1, 1788220800, NULL, 'Алгебра', 'C0002', 'PLAN-0002', NULL, 'active', 'Europe/Helsinki', 'https://canvas.college.example/courses/2', 'modules', 'алгебра', '  алгебра  c0002  plan-0002');
INSERT INTO "course" VALUES (4, 1795640702, 1795640702, NULL, NULL, 2, '3', 12, 1, 1788220800, 1811548800, 'Геометрия', 'C0003', 'PLAN-0003', NULL, 'active', 'Europe/Helsinki', 'https://canvas.college.example/courses/3', 'modules', 'геометрия', '  геометрия  c0003  plan-0003');
INSERT INTO "course" VALUES (5, 1795640702, 1795640702, 1785628800, NULL, 3, '2', 19, NULL, 1788220800, NULL, 'Алгебра', 'C0002', 'PLAN-0002', NULL, 'active', NULL, 'https://moodle.old.example/course/view.php?id=2', 'topics', 'алгебра', '  алгебра  c0002  plan-0002');
INSERT INTO "course" VALUES (6, 1795640702, 1795640702, 1785628800, NULL, 3, '3', 20, NULL, 1788220800, 1811548800, 'Геометрия', 'C0003', 'PLAN-0003', NULL, 'active', NULL, 'https://moodle.old.example/course/view.php?id=3', 'topics', 'геометрия', '  геометрия  c0003  plan-0003');
INSERT INTO "course_group" VALUES (1, 1795640701, 1795640702, NULL, NULL, 1, '1', 1, 'Подгруппа 1', NULL, NULL, 'подгруппа 1', '  подгруппа  1');
INSERT INTO "course_group" VALUES (2, 1795640701, 1795640702, NULL, NULL, 1, '2', 1, 'Подгруппа 2', 'G2', NULL, 'подгруппа 2', '  подгруппа  2  g2');
INSERT INTO "course_group" VALUES (3, 1795640702, 1795640702, NULL, NULL, 2, '1', 3, 'Подгруппа 1', NULL, 'Подгруппы', 'подгруппа 1', '  подгруппа  1');
INSERT INTO "course_group" VALUES (4, 1795640702, 1795640702, NULL, NULL, 2, '2', 3, 'Подгруппа 2', 'G2', 'Подгруппы', 'подгруппа 2', '  подгруппа  2  g2');
INSERT INTO "course_group" VALUES (5, 1795640702, 1795640702, NULL, NULL, 3, '1', 5, 'Подгруппа 1', NULL, NULL, 'подгруппа 1', '  подгруппа  1');
INSERT INTO "course_group" VALUES (6, 1795640702, 1795640702, NULL, NULL, 3, '2', 5, 'Подгруппа 2', 'G2', NULL, 'подгруппа 2', '  подгруппа  2  g2');
INSERT INTO "enrollment" VALUES (1, 1795640701, 1795640701, NULL, NULL, 1, '2.5.student', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'suspended', NULL);
INSERT INTO "enrollment" VALUES (2, 1795640701, 1795640701, NULL, NULL, 1, '2.6.student', 2, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (3, 1795640701, 1795640701, NULL, NULL, 1, '2.7.student', 3, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (4, 1795640701, 1795640701, NULL, NULL, 1, '2.8.student', 4, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (5, 1795640701, 1795640701, NULL, NULL, 1, '2.9.student', 5, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (6, 1795640701, 1795640701, NULL, NULL, 1, '2.10.student', 6, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (7, 1795640701, 1795640701, NULL, NULL, 1, '2.11.student', 7, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (8, 1795640701, 1795640701, NULL, NULL, 1, '2.12.student', 8, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (9, 1795640701, 1795640701, NULL, NULL, 1, '2.13.student', 9, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (10, 1795640701, 1795640701, NULL, NULL, 1, '2.14.student', 10, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (11, 1795640701, 1795640701, NULL, NULL, 1, '2.15.student', 11, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (12, 1795640701, 1795640701, NULL, NULL, 1, '2.16.student', 12, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (13, 1795640701, 1795640701, NULL, NULL, 1, '2.17.student', 13, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (14, 1795640701, 1795640701, NULL, NULL, 1, '2.18.student', 14, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (15, 1795640701, 1795640701, NULL, NULL, 1, '2.19.student', 15, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (16, 1795640701, 1795640701, NULL, NULL, 1, '2.20.student', 16, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (17, 1795640701, 1795640701, NULL, NULL, 1, '2.21.student', 17, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (18, 1795640701, 1795640701, NULL, NULL, 1, '2.22.student', 18, 1, 1, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (19, 1795640701, 1795640701, NULL, NULL, 1, '2.3.teacher', 19, 1, 1, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (20, 1795640701, 1795640701, NULL, NULL, 1, '2.4.assistant', 20, 1, 1, NULL, NULL, NULL, NULL, NULL, 'assistant', 'teacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (21, 1795640701, 1795640701, NULL, NULL, 1, '3.3.teacher', 19, 2, 2, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (22, 1795640701, 1795640701, NULL, NULL, 1, '3.3.student', 19, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (23, 1795640701, 1795640701, NULL, NULL, 1, '3.5.student', 1, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (24, 1795640701, 1795640701, NULL, NULL, 1, '3.6.student', 2, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (25, 1795640701, 1795640701, NULL, NULL, 1, '3.7.student', 3, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (26, 1795640701, 1795640701, NULL, NULL, 1, '3.8.student', 4, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (27, 1795640701, 1795640701, NULL, NULL, 1, '3.9.student', 5, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (28, 1795640701, 1795640701, NULL, NULL, 1, '3.10.student', 6, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (29, 1795640701, 1795640701, NULL, NULL, 1, '3.11.student', 7, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (30, 1795640701, 1795640701, NULL, NULL, 1, '3.12.student', 8, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (31, 1795640701, 1795640701, NULL, NULL, 1, '3.13.student', 9, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (32, 1795640701, 1795640701, NULL, NULL, 1, '3.14.student', 10, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (33, 1795640701, 1795640701, NULL, NULL, 1, '3.15.student', 11, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (34, 1795640701, 1795640701, NULL, NULL, 1, '3.16.student', 12, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (35, 1795640701, 1795640701, NULL, NULL, 1, '3.17.student', 13, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (36, 1795640701, 1795640701, NULL, NULL, 1, '3.18.student', 14, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (37, 1795640701, 1795640701, NULL, NULL, 1, '3.19.student', 15, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (38, 1795640701, 1795640701, NULL, NULL, 1, '3.20.student', 16, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (39, 1795640701, 1795640701, NULL, NULL, 1, '3.21.student', 17, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (40, 1795640701, 1795640701, NULL, NULL, 1, '3.22.student', 18, 2, 2, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (41, 1795640701, 1795640701, NULL, NULL, 1, '3.4.teacher', 20, 2, 2, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (42, 1795640702, 1795640702, NULL, NULL, 2, '20000203', 21, 3, 3, NULL, NULL, NULL, 92.0, 82.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (43, 1795640702, 1795640702, NULL, NULL, 2, '20000193', 22, 3, 3, NULL, NULL, NULL, 85.0, 75.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (44, 1795640702, 1795640702, NULL, NULL, 2, '20000153', 24, 3, 3, NULL, NULL, NULL, 57.0, 47.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (45, 1795640702, 1795640702, NULL, NULL, 2, '20000113', 25, 3, 3, NULL, NULL, NULL, 79.0, 69.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (46, 1795640702, 1795640702, NULL, NULL, 2, '20000163', 26, 3, 3, NULL, NULL, NULL, 64.0, 54.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (47, 1795640702, 1795640702, NULL, NULL, 2, '20000173', 27, 3, 3, NULL, NULL, NULL, 71.0, 61.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (48, 1795640702, 1795640702, NULL, NULL, 2, '20000223', 28, 3, 3, NULL, NULL, NULL, 56.0, 46.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (49, 1795640702, 1795640702, NULL, NULL, 2, '20000063', 29, 3, 3, NULL, NULL, NULL, 94.0, 84.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (50, 1795640702, 1795640702, NULL, NULL, 2, '20000053', 30, 3, 3, NULL, NULL, NULL, 87.0, 77.0, 'student', 'StudentEnrollment', 'suspended', NULL);
INSERT INTO "enrollment" VALUES (51, 1795640702, 1795640702, NULL, NULL, 2, '20000143', 32, 3, 3, NULL, NULL, NULL, 50.0, 40.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (52, 1795640702, 1795640702, NULL, NULL, 2, '20000083', 33, 3, 3, NULL, NULL, NULL, 58.0, 48.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (53, 1795640702, 1795640702, NULL, NULL, 2, '20000103', 34, 3, 3, NULL, NULL, NULL, 72.0, 62.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (54, 1795640702, 1795640702, NULL, NULL, 2, '20000073', 35, 3, 3, NULL, NULL, NULL, 51.0, 41.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (55, 1795640702, 1795640702, NULL, NULL, 2, '20000123', 36, 3, 3, NULL, NULL, NULL, 86.0, 76.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (56, 1795640702, 1795640702, NULL, NULL, 2, '20000093', 37, 3, 3, NULL, NULL, NULL, 65.0, 55.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (57, 1795640702, 1795640702, NULL, NULL, 2, '20000133', 38, 3, 3, NULL, NULL, NULL, 93.0, 83.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (58, 1795640702, 1795640702, NULL, NULL, 2, '20000183', 39, 3, 3, NULL, NULL, NULL, 78.0, 68.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (59, 1795640702, 1795640702, NULL, NULL, 2, '20000213', 40, 3, 3, NULL, NULL, NULL, 99.0, 89.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (60, 1795640702, 1795640702, NULL, NULL, 2, '20000045', 31, 3, 3, NULL, NULL, NULL, NULL, NULL, 'assistant', 'TaEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (61, 1795640702, 1795640702, NULL, NULL, 2, '20000034', 23, 3, 3, NULL, NULL, NULL, NULL, NULL, 'teacher', 'TeacherEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (62, 1795640702, 1795640702, NULL, NULL, 2, '30000203', 21, 4, 4, NULL, NULL, NULL, 93.0, 83.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (63, 1795640702, 1795640702, NULL, NULL, 2, '30000193', 22, 4, 4, NULL, NULL, NULL, 86.0, 76.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (64, 1795640702, 1795640702, NULL, NULL, 2, '30000033', 23, 4, 4, NULL, NULL, NULL, 74.0, 64.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (65, 1795640702, 1795640702, NULL, NULL, 2, '30000153', 24, 4, 4, NULL, NULL, NULL, 58.0, 48.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (66, 1795640702, 1795640702, NULL, NULL, 2, '30000113', 25, 4, 4, NULL, NULL, NULL, 80.0, 70.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (67, 1795640702, 1795640702, NULL, NULL, 2, '30000163', 26, 4, 4, NULL, NULL, NULL, 65.0, 55.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (68, 1795640702, 1795640702, NULL, NULL, 2, '30000173', 27, 4, 4, NULL, NULL, NULL, 72.0, 62.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (69, 1795640702, 1795640702, NULL, NULL, 2, '30000223', 28, 4, 4, NULL, NULL, NULL, 57.0, 47.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (70, 1795640702, 1795640702, NULL, NULL, 2, '30000063', 29, 4, 4, NULL, NULL, NULL, 95.0, 85.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (71, 1795640702, 1795640702, NULL, NULL, 2, '30000053', 30, 4, 4, NULL, NULL, NULL, 88.0, 78.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (72, 1795640702, 1795640702, NULL, NULL, 2, '30000143', 32, 4, 4, NULL, NULL, NULL, 51.0, 41.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (73, 1795640702, 1795640702, NULL, NULL, 2, '30000083', 33, 4, 4, NULL, NULL, NULL, 59.0, 49.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (74, 1795640702, 1795640702, NULL, NULL, 2, '30000103', 34, 4, 4, NULL, NULL, NULL, 73.0, 63.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (75, 1795640702, 1795640702, NULL, NULL, 2, '30000073', 35, 4, 4, NULL, NULL, NULL, 52.0, 42.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (76, 1795640702, 1795640702, NULL, NULL, 2, '30000123', 36, 4, 4, NULL, NULL, NULL, 87.0, 77.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (77, 1795640702, 1795640702, NULL, NULL, 2, '30000093', 37, 4, 4, NULL, NULL, NULL, 66.0, 56.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (78, 1795640702, 1795640702, NULL, NULL, 2, '30000133', 38, 4, 4, NULL, NULL, NULL, 94.0, 84.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (79, 1795640702, 1795640702, NULL, NULL, 2, '30000183', 39, 4, 4, NULL, NULL, NULL, 79.0, 69.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (80, 1795640702, 1795640702, NULL, NULL, 2, '30000213', 40, 4, 4, NULL, NULL, NULL, 50.0, 40.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (81, 1795640702, 1795640702, NULL, NULL, 2, '30000034', 23, 4, 4, NULL, NULL, NULL, NULL, NULL, 'teacher', 'TeacherEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (82, 1795640702, 1795640702, NULL, NULL, 2, '30000044', 31, 4, 4, NULL, NULL, NULL, NULL, NULL, 'teacher', 'TeacherEnrollment', 'active', NULL);
INSERT INTO "enrollment" VALUES (83, 1795640702, 1795640702, NULL, NULL, 3, '2.5.student', 41, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'suspended', NULL);
INSERT INTO "enrollment" VALUES (84, 1795640702, 1795640702, NULL, NULL, 3, '2.6.student', 42, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (85, 1795640702, 1795640702, NULL, NULL, 3, '2.7.student', 43, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (86, 1795640702, 1795640702, NULL, NULL, 3, '2.8.student', 44, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (87, 1795640702, 1795640702, NULL, NULL, 3, '2.9.student', 45, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (88, 1795640702, 1795640702, NULL, NULL, 3, '2.10.student', 46, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (89, 1795640702, 1795640702, NULL, NULL, 3, '2.11.student', 47, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (90, 1795640702, 1795640702, NULL, NULL, 3, '2.12.student', 48, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (91, 1795640702, 1795640702, NULL, NULL, 3, '2.13.student', 49, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (92, 1795640702, 1795640702, NULL, NULL, 3, '2.14.student', 50, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (93, 1795640702, 1795640702, NULL, NULL, 3, '2.15.student', 51, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (94, 1795640702, 1795640702, NULL, NULL, 3, '2.16.student', 52, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (95, 1795640702, 1795640702, NULL, NULL, 3, '2.17.student', 53, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (96, 1795640702, 1795640702, NULL, NULL, 3, '2.18.student', 54, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (97, 1795640702, 1795640702, NULL, NULL, 3, '2.19.student', 55, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (98, 1795640702, 1795640702, NULL, NULL, 3, '2.20.student', 56, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (99, 1795640702, 1795640702, NULL, NULL, 3, '2.21.student', 57, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (100, 1795640702, 1795640702, NULL, NULL, 3, '2.22.student', 58, 5, 5, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (101, 1795640702, 1795640702, NULL, NULL, 3, '2.3.teacher', 59, 5, 5, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (102, 1795640702, 1795640702, NULL, NULL, 3, '2.4.assistant', 60, 5, 5, NULL, NULL, NULL, NULL, NULL, 'assistant', 'teacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (103, 1795640702, 1795640702, NULL, NULL, 3, '3.3.teacher', 59, 6, 6, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (104, 1795640702, 1795640702, NULL, NULL, 3, '3.3.student', 59, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (105, 1795640702, 1795640702, NULL, NULL, 3, '3.5.student', 41, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (106, 1795640702, 1795640702, NULL, NULL, 3, '3.6.student', 42, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (107, 1795640702, 1795640702, NULL, NULL, 3, '3.7.student', 43, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (108, 1795640702, 1795640702, NULL, NULL, 3, '3.8.student', 44, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (109, 1795640702, 1795640702, NULL, NULL, 3, '3.9.student', 45, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (110, 1795640702, 1795640702, NULL, NULL, 3, '3.10.student', 46, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (111, 1795640702, 1795640702, NULL, NULL, 3, '3.11.student', 47, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (112, 1795640702, 1795640702, NULL, NULL, 3, '3.12.student', 48, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (113, 1795640702, 1795640702, NULL, NULL, 3, '3.13.student', 49, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (114, 1795640702, 1795640702, NULL, NULL, 3, '3.14.student', 50, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (115, 1795640702, 1795640702, NULL, NULL, 3, '3.15.student', 51, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (116, 1795640702, 1795640702, NULL, NULL, 3, '3.16.student', 52, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (117, 1795640702, 1795640702, NULL, NULL, 3, '3.17.student', 53, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (118, 1795640702, 1795640702, NULL, NULL, 3, '3.18.student', 54, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (119, 1795640702, 1795640702, NULL, NULL, 3, '3.19.student', 55, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (120, 1795640702, 1795640702, NULL, NULL, 3, '3.20.student', 56, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (121, 1795640702, 1795640702, NULL, NULL, 3, '3.21.student', 57, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (122, 1795640702, 1795640702, NULL, NULL, 3, '3.22.student', 58, 6, 6, NULL, NULL, NULL, NULL, NULL, 'student', 'student', 'active', NULL);
INSERT INTO "enrollment" VALUES (123, 1795640702, 1795640702, NULL, NULL, 3, '3.4.teacher', 60, 6, 6, NULL, NULL, NULL, NULL, NULL, 'teacher', 'editingteacher', 'active', NULL);
INSERT INTO "enrollment" VALUES (124, 1795640702, 1795640702, NULL, NULL, 2, '20000233', 61, 3, 3, NULL, NULL, NULL, 63.0, 53.0, 'student', 'StudentEnrollment', 'active', NULL);
INSERT INTO "group_member" VALUES (1, 11);
INSERT INTO "group_member" VALUES (1, 13);
INSERT INTO "group_member" VALUES (1, 15);
INSERT INTO "group_member" VALUES (1, 17);
INSERT INTO "group_member" VALUES (2, 10);
INSERT INTO "group_member" VALUES (2, 12);
INSERT INTO "group_member" VALUES (2, 14);
INSERT INTO "group_member" VALUES (2, 16);
INSERT INTO "group_member" VALUES (2, 18);
INSERT INTO "group_member" VALUES (3, 24);
INSERT INTO "group_member" VALUES (3, 27);
INSERT INTO "group_member" VALUES (3, 22);
INSERT INTO "group_member" VALUES (3, 40);
INSERT INTO "group_member" VALUES (4, 32);
INSERT INTO "group_member" VALUES (4, 26);
INSERT INTO "group_member" VALUES (4, 39);
INSERT INTO "group_member" VALUES (4, 21);
INSERT INTO "group_member" VALUES (4, 28);
INSERT INTO "group_member" VALUES (5, 47);
INSERT INTO "group_member" VALUES (5, 49);
INSERT INTO "group_member" VALUES (5, 51);
INSERT INTO "group_member" VALUES (5, 53);
INSERT INTO "group_member" VALUES (5, 55);
INSERT INTO "group_member" VALUES (5, 57);
INSERT INTO "group_member" VALUES (5, 41);
INSERT INTO "group_member" VALUES (5, 43);
INSERT INTO "group_member" VALUES (5, 45);
INSERT INTO "group_member" VALUES (6, 46);
INSERT INTO "group_member" VALUES (6, 48);
INSERT INTO "group_member" VALUES (6, 50);
INSERT INTO "group_member" VALUES (6, 52);
INSERT INTO "group_member" VALUES (6, 54);
INSERT INTO "group_member" VALUES (6, 56);
INSERT INTO "group_member" VALUES (6, 58);
INSERT INTO "group_member" VALUES (6, 42);
INSERT INTO "group_member" VALUES (6, 44);
INSERT INTO "installation" VALUES ('dataset_id', 'e59e1ba3f42f4e2b8bc6f25c4e036a0b');
INSERT INTO "item" VALUES (1, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.1', 1, NULL, 1788220800, 1789430400, NULL, NULL, NULL, 1, 1, 'assignment', 'assign', 'Домашняя работа № 1', 'scale', 'https://moodle.school.example/mod/assign/view.php?id=1', 'Общее', 'домашняя работа no 1', '  домашняя  работа  no  1');
INSERT INTO "item" VALUES (2, 1795640701, 1795640701, NULL, NULL, 1, 'cm.2', 1, NULL, 1788825600, 1790035200, NULL, 100.0, 45.0, 2, 1, 'quiz', 'quiz', 'Тест 2', 'points', 'https://moodle.school.example/mod/quiz/view.php?id=2', 'Общее', 'тест 2', '  тест  2');
INSERT INTO "item" VALUES (3, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.3', 1, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1, 'discussion', 'forum', 'Обсуждение', NULL, 'https://moodle.school.example/mod/forum/view.php?id=3', 'Тема 1', 'обсуждение', '  обсуждение');
INSERT INTO "item" VALUES (4, 1795640701, 1795640701, NULL, NULL, 1, 'cm.4', 1, NULL, NULL, NULL, NULL, NULL, NULL, 4, 1, 'content', 'page', 'Конспект 4', NULL, 'https://moodle.school.example/mod/page/view.php?id=4', 'Тема 1', 'конспект 4', '  конспект  4');
INSERT INTO "item" VALUES (5, 1795640701, 1795640701, NULL, NULL, 1, 'cm.5', 1, NULL, NULL, NULL, NULL, NULL, NULL, 5, 1, 'content', 'url', 'Ссылка на урок', NULL, 'https://moodle.school.example/mod/url/view.php?id=5', 'Тема 2', 'ссылка на урок', '  ссылка  на  урок');
INSERT INTO "item" VALUES (6, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.6', 1, NULL, 1791244800, 1792454400, NULL, NULL, NULL, 6, 1, 'content', 'lesson', 'Интерактивная лекция', 'scale', 'https://moodle.school.example/mod/lesson/view.php?id=6', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (7, 1795640701, 1795640701, NULL, NULL, 1, 'cm.7', 1, NULL, 1791849600, 1793059200, NULL, NULL, NULL, 7, 1, 'survey', 'choice', 'Выбор темы', NULL, 'https://moodle.school.example/mod/choice/view.php?id=7', 'Тема 3', 'выбор темы', '  выбор  темы');
INSERT INTO "item" VALUES (8, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.8', 1, NULL, NULL, NULL, NULL, 100.0, NULL, 8, 1, 'assignment', 'assign', 'Домашняя работа № 8', 'points', 'https://moodle.school.example/mod/assign/view.php?id=8', 'Тема 3', 'домашняя работа no 8', '  домашняя  работа  no  8');
INSERT INTO "item" VALUES (9, 1795640701, 1795640701, NULL, NULL, 1, 'cm.9', 1, NULL, NULL, NULL, NULL, NULL, NULL, 9, 1, 'content', 'resource', 'Учебник.pdf', NULL, 'https://moodle.school.example/mod/resource/view.php?id=9', 'Тема 4', 'учебник.pdf', '  учебник.pdf');
INSERT INTO "item" VALUES (10, 1795640701, 1795640701, NULL, NULL, 1, 'cm.10', 2, NULL, 1788220800, 1789430400, NULL, NULL, NULL, 1, 1, 'quiz', 'quiz', 'Тест 1', 'scale', 'https://moodle.school.example/mod/quiz/view.php?id=10', 'Общее', 'тест 1', '  тест  1');
INSERT INTO "item" VALUES (11, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.11', 2, NULL, NULL, NULL, NULL, NULL, NULL, 2, 1, 'discussion', 'forum', 'Обсуждение', NULL, 'https://moodle.school.example/mod/forum/view.php?id=11', 'Общее', 'обсуждение', '  обсуждение');
INSERT INTO "item" VALUES (12, 1795640701, 1795640701, NULL, NULL, 1, 'cm.12', 2, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1, 'content', 'page', 'Конспект 3', NULL, 'https://moodle.school.example/mod/page/view.php?id=12', 'Тема 1', 'конспект 3', '  конспект  3');
INSERT INTO "item" VALUES (13, 1795640701, 1795640701, NULL, NULL, 1, 'cm.13', 2, NULL, NULL, NULL, NULL, NULL, NULL, 4, 1, 'content', 'url', 'Ссылка на урок', NULL, 'https://moodle.school.example/mod/url/view.php?id=13', 'Тема 1', 'ссылка на урок', '  ссылка  на  урок');
INSERT INTO "item" VALUES (14, 1795640701, 1795640701, 1785628800, NULL, 1, 'cm.14', 2, NULL, 1790640000, 1791849600, NULL, 100.0, NULL, 5, 1, 'content', 'lesson', 'Интерактивная лекция', 'points', 'https://moodle.school.example/mod/lesson/view.php?id=14', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (15, 1795640701, 1795640701, NULL, NULL, 1, 'cm.15', 2, NULL, 1791244800, 1792454400, NULL, NULL, NULL, 6, 1, 'survey', 'choice', 'Выбор темы', NULL, 'https://moodle.school.example/mod/choice/view.php?id=15', 'Тема 2', 'выбор темы', '  выбор  темы');
INSERT INTO "item" VALUES (16, 1795640702, 1795640702, NULL, NULL, 2, 'asg.1', 3, 1, 1788220800, 1789430400, NULL, 10.0, NULL, 1, 1, 'assignment', 'online_upload', 'Домашняя работа № 1', 'letter', 'https://canvas.college.example/courses/2/assignments/1', 'Общее', 'домашняя работа no 1', '  домашняя  работа  no  1');
INSERT INTO "item" VALUES (17, 1795640702, 1795640702, NULL, NULL, 2, 'asg.2', 3, 1, 1788825600, 1790035200, NULL, 100.0, 45.0, 2, 1, 'quiz', 'online_quiz', 'Тест 2', 'points', 'https://canvas.college.example/courses/2/assignments/2', 'Общее', 'тест 2', '  тест  2');
INSERT INTO "item" VALUES (18, 1795640702, 1795640702, NULL, NULL, 2, 'asg.6', 3, 1, 1791244800, 1792454400, NULL, 10.0, NULL, 6, 1, 'external', 'external_tool', 'Интерактивная лекция', 'letter', 'https://canvas.college.example/courses/2/assignments/6', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (19, 1795640702, 1795640702, NULL, NULL, 2, 'asg.8', 3, 1, NULL, NULL, NULL, 100.0, NULL, 8, 1, 'assignment', 'online_upload', 'Домашняя работа № 8', 'points', 'https://canvas.college.example/courses/2/assignments/8', 'Тема 3', 'домашняя работа no 8', '  домашняя  работа  no  8');
INSERT INTO "item" VALUES (20, 1795640702, 1795640702, NULL, NULL, 2, 'asg.10', 4, 2, 1788220800, 1789430400, NULL, 10.0, NULL, 1, 1, 'quiz', 'online_quiz', 'Тест 1', 'letter', 'https://canvas.college.example/courses/3/assignments/10', 'Общее', 'тест 1', '  тест  1');
INSERT INTO "item" VALUES (21, 1795640702, 1795640702, NULL, NULL, 2, 'asg.14', 4, 2, 1790640000, 1791849600, NULL, 100.0, NULL, 5, 1, 'external', 'external_tool', 'Интерактивная лекция', 'points', 'https://canvas.college.example/courses/3/assignments/14', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (22, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.1', 5, NULL, 1788220800, 1789430400, NULL, NULL, NULL, 1, 1, 'assignment', 'assign', 'Домашняя работа № 1', 'scale', 'https://moodle.old.example/mod/assign/view.php?id=1', 'Общее', 'домашняя работа no 1', '  домашняя  работа  no  1');
INSERT INTO "item" VALUES (23, 1795640702, 1795640702, NULL, NULL, 3, 'cm.2', 5, NULL, 1788825600, 1790035200, NULL, 100.0, 45.0, 2, 1, 'quiz', 'quiz', 'Тест 2', 'points', 'https://moodle.old.example/mod/quiz/view.php?id=2', 'Общее', 'тест 2', '  тест  2');
INSERT INTO "item" VALUES (24, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.3', 5, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1, 'discussion', 'forum', 'Обсуждение', NULL, 'https://moodle.old.example/mod/forum/view.php?id=3', 'Тема 1', 'обсуждение', '  обсуждение');
INSERT INTO "item" VALUES (25, 1795640702, 1795640702, NULL, NULL, 3, 'cm.4', 5, NULL, NULL, NULL, NULL, NULL, NULL, 4, 1, 'content', 'page', 'Конспект 4', NULL, 'https://moodle.old.example/mod/page/view.php?id=4', 'Тема 1', 'конспект 4', '  конспект  4');
INSERT INTO "item" VALUES (26, 1795640702, 1795640702, NULL, NULL, 3, 'cm.5', 5, NULL, NULL, NULL, NULL, NULL, NULL, 5, 1, 'content', 'url', 'Ссылка на урок', NULL, 'https://moodle.old.example/mod/url/view.php?id=5', 'Тема 2', 'ссылка на урок', '  ссылка  на  урок');
INSERT INTO "item" VALUES (27, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.6', 5, NULL, 1791244800, 1792454400, NULL, NULL, NULL, 6, 1, 'content', 'lesson', 'Интерактивная лекция', 'scale', 'https://moodle.old.example/mod/lesson/view.php?id=6', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (28, 1795640702, 1795640702, NULL, NULL, 3, 'cm.7', 5, NULL, 1791849600, 1793059200, NULL, NULL, NULL, 7, 1, 'survey', 'choice', 'Выбор темы', NULL, 'https://moodle.old.example/mod/choice/view.php?id=7', 'Тема 3', 'выбор темы', '  выбор  темы');
INSERT INTO "item" VALUES (29, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.8', 5, NULL, NULL, NULL, NULL, 100.0, NULL, 8, 1, 'assignment', 'assign', 'Домашняя работа № 8', 'points', 'https://moodle.old.example/mod/assign/view.php?id=8', 'Тема 3', 'домашняя работа no 8', '  домашняя  работа  no  8');
INSERT INTO "item" VALUES (30, 1795640702, 1795640702, NULL, NULL, 3, 'cm.9', 5, NULL, NULL, NULL, NULL, NULL, NULL, 9, 1, 'content', 'resource', 'Учебник.pdf', NULL, 'https://moodle.old.example/mod/resource/view.php?id=9', 'Тема 4', 'учебник.pdf', '  учебник.pdf');
INSERT INTO "item" VALUES (31, 1795640702, 1795640702, NULL, NULL, 3, 'cm.10', 6, NULL, 1788220800, 1789430400, NULL, NULL, NULL, 1, 1, 'quiz', 'quiz', 'Тест 1', 'scale', 'https://moodle.old.example/mod/quiz/view.php?id=10', 'Общее', 'тест 1', '  тест  1');
INSERT INTO "item" VALUES (32, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.11', 6, NULL, NULL, NULL, NULL, NULL, NULL, 2, 1, 'discussion', 'forum', 'Обсуждение', NULL, 'https://moodle.old.example/mod/forum/view.php?id=11', 'Общее', 'обсуждение', '  обсуждение');
INSERT INTO "item" VALUES (33, 1795640702, 1795640702, NULL, NULL, 3, 'cm.12', 6, NULL, NULL, NULL, NULL, NULL, NULL, 3, 1, 'content', 'page', 'Конспект 3', NULL, 'https://moodle.old.example/mod/page/view.php?id=12', 'Тема 1', 'конспект 3', '  конспект  3');
INSERT INTO "item" VALUES (34, 1795640702, 1795640702, NULL, NULL, 3, 'cm.13', 6, NULL, NULL, NULL, NULL, NULL, NULL, 4, 1, 'content', 'url', 'Ссылка на урок', NULL, 'https://moodle.old.example/mod/url/view.php?id=13', 'Тема 1', 'ссылка на урок', '  ссылка  на  урок');
INSERT INTO "item" VALUES (35, 1795640702, 1795640702, 1785628800, NULL, 3, 'cm.14', 6, NULL, 1790640000, 1791849600, NULL, 100.0, NULL, 5, 1, 'content', 'lesson', 'Интерактивная лекция', 'points', 'https://moodle.old.example/mod/lesson/view.php?id=14', 'Тема 2', 'интерактивная лекция', '  интерактивная  лекция');
INSERT INTO "item" VALUES (36, 1795640702, 1795640702, NULL, NULL, 3, 'cm.15', 6, NULL, 1791244800, 1792454400, NULL, NULL, NULL, 6, 1, 'survey', 'choice', 'Выбор темы', NULL, 'https://moodle.old.example/mod/choice/view.php?id=15', 'Тема 2', 'выбор темы', '  выбор  темы');
INSERT INTO "lesson" VALUES (1, 1795640702, 1795640702, 1788220800, NULL, 1, 'ev.18', NULL, NULL, NULL, NULL, NULL, 1788220800, 1788235200, 0, 0, 'event', 'День знаний', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1788220800#event_18', 'site', 'planned', NULL, NULL, 'день знаний', '  день  знаний');
INSERT INTO "lesson" VALUES (2, 1795640702, 1795640702, 1788220800, NULL, 1, 'ev.20', NULL, NULL, NULL, NULL, NULL, 1789948800, 1789952400, 0, 0, 'event', 'Собрание', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1789948800#event_20', 'site', 'planned', NULL, NULL, 'собрание', '  собрание');
INSERT INTO "lesson" VALUES (3, 1795640702, 1795640702, 1788220800, NULL, 1, 'ev.19', NULL, NULL, NULL, NULL, NULL, 1793059200, 1793664000, 0, 0, 'event', 'Каникулы', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1793059200#event_19', 'site', 'planned', NULL, NULL, 'каникулы', '  каникулы');
INSERT INTO "lesson" VALUES (4, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.1', 1, 1, NULL, NULL, NULL, 1788334200, 1788336900, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1788334200#event_1', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (5, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.9', 1, 1, 1, NULL, NULL, 1788341400, 1788346800, 0, 0, 'class', 'Практика', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1788341400#event_9', 'group', 'planned', NULL, NULL, 'практика', '  практика');
INSERT INTO "lesson" VALUES (6, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.2', 1, 1, NULL, NULL, NULL, 1788939000, 1788941700, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1788939000#event_2', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (7, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.3', 1, 1, NULL, NULL, NULL, 1789543800, 1789546500, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1789543800#event_3', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (8, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.4', 1, 1, NULL, NULL, NULL, 1790148600, 1790151300, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1790148600#event_4', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (9, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.5', 1, 1, NULL, NULL, NULL, 1790753400, 1790756100, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1790753400#event_5', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (10, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.6', 1, 1, NULL, NULL, NULL, 1791358200, 1791360900, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1791358200#event_6', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (11, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.7', 1, 1, NULL, NULL, NULL, 1791963000, 1791965700, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1791963000#event_7', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (12, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.8', 1, 1, NULL, NULL, NULL, 1792567800, 1792570500, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1792567800#event_8', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (13, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.10', 2, 2, NULL, NULL, NULL, 1788424200, 1788426900, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1788424200#event_10', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (14, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.11', 2, 2, NULL, NULL, NULL, 1789029000, 1789031700, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1789029000#event_11', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (15, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.12', 2, 2, NULL, NULL, NULL, 1789633800, 1789636500, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1789633800#event_12', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (16, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.13', 2, 2, NULL, NULL, NULL, 1790238600, 1790241300, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1790238600#event_13', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (17, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.14', 2, 2, NULL, NULL, NULL, 1790843400, 1790846100, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1790843400#event_14', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (18, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.15', 2, 2, NULL, NULL, NULL, 1791448200, 1791450900, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1791448200#event_15', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (19, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.16', 2, 2, NULL, NULL, NULL, 1792053000, 1792055700, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1792053000#event_16', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (20, 1795640702, 1795640702, 1785628800, NULL, 1, 'ev.17', 2, 2, NULL, NULL, NULL, 1792657800, 1792660500, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.school.example/calendar/view.php?view=day&time=1792657800#event_17', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (21, 1795640702, 1795640702, 1788220800, NULL, 2, 'ev.18', NULL, NULL, NULL, NULL, NULL, 1788220800, 1788235200, 0, 0, 'event', 'День знаний', NULL, NULL, 'https://canvas.college.example/calendar?event_id=18&include_contexts=account_1', 'site', 'planned', NULL, NULL, 'день знаний', '  день  знаний');
INSERT INTO "lesson" VALUES (22, 1795640702, 1795640702, 1788220800, NULL, 2, 'ev.20', NULL, NULL, NULL, NULL, NULL, 1789948800, 1789952400, 0, 0, 'event', 'Собрание', NULL, NULL, 'https://canvas.college.example/calendar?event_id=20&include_contexts=account_11', 'site', 'planned', NULL, NULL, 'собрание', '  собрание');
INSERT INTO "lesson" VALUES (23, 1795640702, 1795640702, 1788220800, NULL, 2, 'ev.19', NULL, NULL, NULL, NULL, NULL, 1793059200, 1793664000, 0, 0, 'event', 'Каникулы', NULL, NULL, 'https://canvas.college.example/calendar?event_id=19&include_contexts=account_1', 'site', 'planned', NULL, NULL, 'каникулы', '  каникулы');
INSERT INTO "lesson" VALUES (24, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.1', 3, NULL, NULL, NULL, NULL, 1788334200, 1788336900, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 101', 'https://canvas.college.example/calendar?event_id=1&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  101');
INSERT INTO "lesson" VALUES (25, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.9', 3, NULL, 3, NULL, NULL, 1788341400, 1788346800, 0, 0, 'class', 'Практика', NULL, 'Кабинет 109', 'https://canvas.college.example/calendar?event_id=9&include_contexts=group_1', 'group', 'planned', NULL, NULL, 'практика', '  практика  кабинет  109');
INSERT INTO "lesson" VALUES (26, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.2', 3, NULL, NULL, NULL, NULL, 1788939000, 1788941700, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 102', 'https://canvas.college.example/calendar?event_id=2&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  102');
INSERT INTO "lesson" VALUES (27, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.3', 3, 3, NULL, NULL, NULL, 1789543800, 1789546500, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 103', 'https://canvas.college.example/calendar?event_id=3&include_contexts=course_2', 'section', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  103');
INSERT INTO "lesson" VALUES (28, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.4', 3, NULL, NULL, NULL, NULL, 1790148600, 1790151300, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 104', 'https://canvas.college.example/calendar?event_id=4&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  104');
INSERT INTO "lesson" VALUES (29, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.5', 3, NULL, NULL, NULL, NULL, 1790753400, 1790756100, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 105', 'https://canvas.college.example/calendar?event_id=5&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  105');
INSERT INTO "lesson" VALUES (30, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.6', 3, NULL, NULL, NULL, NULL, 1791358200, 1791360900, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 106', 'https://canvas.college.example/calendar?event_id=6&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  106');
INSERT INTO "lesson" VALUES (31, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.7', 3, NULL, NULL, NULL, NULL, 1791963000, 1791965700, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 107', 'https://canvas.college.example/calendar?event_id=7&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  107');
INSERT INTO "lesson" VALUES (32, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.8', 3, NULL, NULL, NULL, NULL, 1792567800, 1792570500, 0, 0, 'class', 'Алгебра', NULL, 'Кабинет 108', 'https://canvas.college.example/calendar?event_id=8&include_contexts=course_2', 'course', 'planned', 'series-1', 'Урок по расписанию', 'алгебра', '  алгебра  кабинет  108');
INSERT INTO "lesson" VALUES (33, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.10', 4, NULL, NULL, NULL, NULL, 1788424200, 1788426900, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 110', 'https://canvas.college.example/calendar?event_id=10&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  110');
INSERT INTO "lesson" VALUES (34, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.11', 4, NULL, NULL, NULL, NULL, 1789029000, 1789031700, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 111', 'https://canvas.college.example/calendar?event_id=11&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  111');
INSERT INTO "lesson" VALUES (35, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.12', 4, NULL, NULL, NULL, NULL, 1789633800, 1789636500, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 112', 'https://canvas.college.example/calendar?event_id=12&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  112');
INSERT INTO "lesson" VALUES (36, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.13', 4, 4, NULL, NULL, NULL, 1790238600, 1790241300, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 113', 'https://canvas.college.example/calendar?event_id=13&include_contexts=course_3', 'section', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  113');
INSERT INTO "lesson" VALUES (37, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.14', 4, NULL, NULL, NULL, NULL, 1790843400, 1790846100, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 114', 'https://canvas.college.example/calendar?event_id=14&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  114');
INSERT INTO "lesson" VALUES (38, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.15', 4, NULL, NULL, NULL, NULL, 1791448200, 1791450900, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 115', 'https://canvas.college.example/calendar?event_id=15&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  115');
INSERT INTO "lesson" VALUES (39, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.16', 4, NULL, NULL, NULL, NULL, 1792053000, 1792055700, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 116', 'https://canvas.college.example/calendar?event_id=16&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  116');
INSERT INTO "lesson" VALUES (40, 1795640702, 1795640702, 1785628800, NULL, 2, 'ev.17', 4, NULL, NULL, NULL, NULL, 1792657800, 1792660500, 0, 0, 'class', 'Геометрия', NULL, 'Кабинет 117', 'https://canvas.college.example/calendar?event_id=17&include_contexts=course_3', 'course', 'planned', 'series-10', 'Урок по расписанию', 'геометрия', '  геометрия  кабинет  117');
INSERT INTO "lesson" VALUES (41, 1795640702, 1795640702, 1788220800, NULL, 3, 'ev.18', NULL, NULL, NULL, NULL, NULL, 1788220800, 1788235200, 0, 0, 'event', 'День знаний', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1788220800#event_18', 'site', 'planned', NULL, NULL, 'день знаний', '  день  знаний');
INSERT INTO "lesson" VALUES (42, 1795640702, 1795640702, 1788220800, NULL, 3, 'ev.20', NULL, NULL, NULL, NULL, NULL, 1789948800, 1789952400, 0, 0, 'event', 'Собрание', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1789948800#event_20', 'site', 'planned', NULL, NULL, 'собрание', '  собрание');
INSERT INTO "lesson" VALUES (43, 1795640702, 1795640702, 1788220800, NULL, 3, 'ev.19', NULL, NULL, NULL, NULL, NULL, 1793059200, 1793664000, 0, 0, 'event', 'Каникулы', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1793059200#event_19', 'site', 'planned', NULL, NULL, 'каникулы', '  каникулы');
INSERT INTO "lesson" VALUES (44, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.1', 5, 5, NULL, NULL, NULL, 1788334200, 1788336900, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1788334200#event_1', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (45, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.9', 5, 5, 5, NULL, NULL, 1788341400, 1788346800, 0, 0, 'class', 'Практика', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1788341400#event_9', 'group', 'planned', NULL, NULL, 'практика', '  практика');
INSERT INTO "lesson" VALUES (46, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.2', 5, 5, NULL, NULL, NULL, 1788939000, 1788941700, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1788939000#event_2', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (47, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.3', 5, 5, NULL, NULL, NULL, 1789543800, 1789546500, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1789543800#event_3', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (48, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.4', 5, 5, NULL, NULL, NULL, 1790148600, 1790151300, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1790148600#event_4', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (49, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.5', 5, 5, NULL, NULL, NULL, 1790753400, 1790756100, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1790753400#event_5', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (50, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.6', 5, 5, NULL, NULL, NULL, 1791358200, 1791360900, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1791358200#event_6', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (51, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.7', 5, 5, NULL, NULL, NULL, 1791963000, 1791965700, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1791963000#event_7', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (52, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.8', 5, 5, NULL, NULL, NULL, 1792567800, 1792570500, 0, 0, 'class', 'Алгебра', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1792567800#event_8', 'course', 'planned', '1', 'Урок по расписанию', 'алгебра', '  алгебра');
INSERT INTO "lesson" VALUES (53, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.10', 6, 6, NULL, NULL, NULL, 1788424200, 1788426900, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1788424200#event_10', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (54, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.11', 6, 6, NULL, NULL, NULL, 1789029000, 1789031700, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1789029000#event_11', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (55, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.12', 6, 6, NULL, NULL, NULL, 1789633800, 1789636500, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1789633800#event_12', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (56, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.13', 6, 6, NULL, NULL, NULL, 1790238600, 1790241300, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1790238600#event_13', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (57, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.14', 6, 6, NULL, NULL, NULL, 1790843400, 1790846100, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1790843400#event_14', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (58, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.15', 6, 6, NULL, NULL, NULL, 1791448200, 1791450900, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1791448200#event_15', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (59, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.16', 6, 6, NULL, NULL, NULL, 1792053000, 1792055700, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1792053000#event_16', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "lesson" VALUES (60, 1795640702, 1795640702, 1785628800, NULL, 3, 'ev.17', 6, 6, NULL, NULL, NULL, 1792657800, 1792660500, 0, 0, 'class', 'Геометрия', NULL, NULL, 'https://moodle.old.example/calendar/view.php?view=day&time=1792657800#event_17', 'course', 'planned', '10', 'Урок по расписанию', 'геометрия', '  геометрия');
INSERT INTO "org" VALUES (1, 1795640701, 1795640701, 1788220800, NULL, 1, '1', 9, 'Начальная школа', 'department', 'DEP1', 'начальная школа', '  начальная  школа  dep1');
INSERT INTO "org" VALUES (2, 1795640701, 1795640701, 1788220800, NULL, 1, '2', 9, 'Средняя школа', 'department', 'DEP2', 'средняя школа', '  средняя  школа  dep2');
INSERT INTO "org" VALUES (3, 1795640701, 1795640701, 1788220800, NULL, 1, '3', 9, 'Старшая школа', 'department', 'DEP3', 'старшая школа', '  старшая  школа  dep3');
INSERT INTO "org" VALUES (4, 1795640701, 1795640701, 1788220800, NULL, 1, '4', 9, 'Кружки', 'department', 'DEP4', 'кружки', '  кружки  dep4');
INSERT INTO "org" VALUES (5, 1795640701, 1795640701, 1788220800, NULL, 1, '5', 1, 'Начальная школа: параллель', 'department', NULL, 'начальная школа: параллель', '  начальная  школа:  параллель');
INSERT INTO "org" VALUES (6, 1795640701, 1795640701, 1788220800, NULL, 1, '6', 2, 'Средняя школа: параллель', 'department', NULL, 'средняя школа: параллель', '  средняя  школа:  параллель');
INSERT INTO "org" VALUES (7, 1795640701, 1795640701, 1788220800, NULL, 1, '7', 3, 'Старшая школа: параллель', 'department', NULL, 'старшая школа: параллель', '  старшая  школа:  параллель');
INSERT INTO "org" VALUES (8, 1795640701, 1795640701, 1788220800, NULL, 1, '8', 4, 'Кружки: параллель', 'department', NULL, 'кружки: параллель', '  кружки:  параллель');
INSERT INTO "org" VALUES (9, 1795640701, 1795640701, NULL, NULL, 1, 'site', NULL, 'Школа № 1 «Пример»', 'school', NULL, 'школа no 1 «пример»', '  школа  no  1  «пример»');
INSERT INTO "org" VALUES (10, 1795640702, 1795640702, NULL, NULL, 2, '1', NULL, 'Школа № 1 «Пример»', 'school', NULL, 'школа no 1 «пример»', '  школа  no  1  «пример»');
INSERT INTO "org" VALUES (11, 1795640702, 1795640702, NULL, NULL, 2, '11', 10, 'Начальная школа', 'department', 'DEP1', 'начальная школа', '  начальная  школа  dep1');
INSERT INTO "org" VALUES (12, 1795640702, 1795640702, NULL, NULL, 2, '12', 10, 'Средняя школа', 'department', 'DEP2', 'средняя школа', '  средняя  школа  dep2');
INSERT INTO "org" VALUES (13, 1795640702, 1795640702, NULL, NULL, 2, '13', 10, 'Старшая школа', 'department', 'DEP3', 'старшая школа', '  старшая  школа  dep3');
INSERT INTO "org" VALUES (14, 1795640702, 1795640702, NULL, NULL, 2, '14', 10, 'Кружки', 'department', 'DEP4', 'кружки', '  кружки  dep4');
INSERT INTO "org" VALUES (15, 1795640702, 1795640702, NULL, NULL, 2, '15', 11, 'Начальная школа: параллель', 'department', NULL, 'начальная школа: параллель', '  начальная  школа:  параллель');
INSERT INTO "org" VALUES (16, 1795640702, 1795640702, NULL, NULL, 2, '16', 12, 'Средняя школа: параллель', 'department', NULL, 'средняя школа: параллель', '  средняя  школа:  параллель');
INSERT INTO "org" VALUES (17, 1795640702, 1795640702, NULL, NULL, 2, '17', 13, 'Старшая школа: параллель', 'department', NULL, 'старшая школа: параллель', '  старшая  школа:  параллель');
INSERT INTO "org" VALUES (18, 1795640702, 1795640702, NULL, NULL, 2, '18', 14, 'Кружки: параллель', 'department', NULL, 'кружки: параллель', '  кружки:  параллель');
INSERT INTO "org" VALUES (19, 1795640702, 1795640702, 1788220800, NULL, 3, '1', 27, 'Начальная школа', 'department', 'DEP1', 'начальная школа', '  начальная  школа  dep1');
INSERT INTO "org" VALUES (20, 1795640702, 1795640702, 1788220800, NULL, 3, '2', 27, 'Средняя школа', 'department', 'DEP2', 'средняя школа', '  средняя  школа  dep2');
INSERT INTO "org" VALUES (21, 1795640702, 1795640702, 1788220800, NULL, 3, '3', 27, 'Старшая школа', 'department', 'DEP3', 'старшая школа', '  старшая  школа  dep3');
INSERT INTO "org" VALUES (22, 1795640702, 1795640702, 1788220800, NULL, 3, '4', 27, 'Кружки', 'department', 'DEP4', 'кружки', '  кружки  dep4');
INSERT INTO "org" VALUES (23, 1795640702, 1795640702, 1788220800, NULL, 3, '5', 19, 'Начальная школа: параллель', 'department', NULL, 'начальная школа: параллель', '  начальная  школа:  параллель');
INSERT INTO "org" VALUES (24, 1795640702, 1795640702, 1788220800, NULL, 3, '6', 20, 'Средняя школа: параллель', 'department', NULL, 'средняя школа: параллель', '  средняя  школа:  параллель');
INSERT INTO "org" VALUES (25, 1795640702, 1795640702, 1788220800, NULL, 3, '7', 21, 'Старшая школа: параллель', 'department', NULL, 'старшая школа: параллель', '  старшая  школа:  параллель');
INSERT INTO "org" VALUES (26, 1795640702, 1795640702, 1788220800, NULL, 3, '8', 22, 'Кружки: параллель', 'department', NULL, 'кружки: параллель', '  кружки:  параллель');
INSERT INTO "org" VALUES (27, 1795640702, 1795640702, NULL, NULL, 3, 'site', NULL, 'Школа № 1 «Пример»', 'school', NULL, 'школа no 1 «пример»', '  школа  no  1  «пример»');
INSERT INTO "section" VALUES (1, 1795640701, 1795640701, NULL, NULL, 1, '2', 1, 1788220800, NULL, 'Алгебра', 'PLAN-0002', 1, 'алгебра', '  алгебра  plan-0002');
INSERT INTO "section" VALUES (2, 1795640701, 1795640701, NULL, NULL, 1, '3', 2, 1788220800, 1811548800, 'Геометрия', 'PLAN-0003', 1, 'геометрия', '  геометрия  plan-0003');
INSERT INTO "section" VALUES (3, 1795640702, 1795640702, NULL, NULL, 2, '10002', 3, NULL, NULL, 'Алгебра', NULL, 0, 'алгебра', '  алгебра');
INSERT INTO "section" VALUES (4, 1795640702, 1795640702, NULL, NULL, 2, '10003', 4, NULL, NULL, 'Геометрия', NULL, 0, 'геометрия', '  геометрия');
INSERT INTO "section" VALUES (5, 1795640702, 1795640702, NULL, NULL, 3, '2', 5, 1788220800, NULL, 'Алгебра', 'PLAN-0002', 1, 'алгебра', '  алгебра  plan-0002');
INSERT INTO "section" VALUES (6, 1795640702, 1795640702, NULL, NULL, 3, '3', 6, 1788220800, 1811548800, 'Геометрия', 'PLAN-0003', 1, 'геометрия', '  геометрия  plan-0003');
INSERT INTO "term" VALUES (1, 1795640702, 1795640702, NULL, NULL, 2, '2', NULL, 'Учебный год', 'term', '2026-09-01', '2027-06-01', NULL, 'YEAR', 0, 'учебный год', '  учебный  год  year');
INSERT INTO "term" VALUES (2, 1795640702, 1795640702, NULL, NULL, 2, '1', NULL, 'Default Term', 'term', NULL, NULL, NULL, NULL, 0, 'default term', '  default  term');
INSERT INTO "term" VALUES (3, 1795640702, 1795640702, NULL, NULL, 2, 'gp.1', 1, '1 полугодие', 'grading_period', '2026-09-01', '2026-12-29', NULL, NULL, 0, '1 полугодие', '  1  полугодие');
INSERT INTO "term" VALUES (4, 1795640702, 1795640702, NULL, NULL, 2, 'gp.2', 1, '2 полугодие', 'grading_period', '2026-12-30', '2027-04-28', NULL, NULL, 0, '2 полугодие', '  2  полугодие');
INSERT INTO "user" VALUES (1, 1795640701, 1795640701, NULL, NULL, 1, '5', NULL, 1, 2, 0, 'user000005', 'user000005@school.example', 'S000005', 'Ксения', 'Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', 'Ксения Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', NULL, 'ru', 'очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец ксения', '  очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец  ксения  user000005@school.example  user000005  s000005');
INSERT INTO "user" VALUES (2, 1795640701, 1795640701, NULL, NULL, 1, '6', NULL, 1, 2, 0, 'user000006', 'user000006@school.example', NULL, 'Лев', 'Михайлов', 'Лев Михайлов', NULL, 'ru', 'михайлов лев', '  михайлов  лев  user000006@school.example  user000006');
INSERT INTO "user" VALUES (3, 1795640701, 1795640701, NULL, NULL, 1, '7', NULL, 1, 2, 0, 'user000007', 'user000007@school.example', 'S000007', 'Алиса', 'Соловьёва', 'Алиса Соловьёва', NULL, 'ru', 'соловьева алиса', '  соловьева  алиса  user000007@school.example  user000007  s000007');
INSERT INTO "user" VALUES (4, 1795640701, 1795640701, NULL, NULL, 1, '8', NULL, 1, 2, 0, 'user000008', 'user000008@school.example', 'S000008', 'Полина', 'Соколова', 'Полина Соколова', NULL, 'ru', 'соколова полина', '  соколова  полина  user000008@school.example  user000008  s000008');
INSERT INTO "user" VALUES (5, 1795640701, 1795640701, NULL, NULL, 1, '9', NULL, 1, 2, 0, 'user000009', 'user000009@school.example', NULL, 'Елизавета', 'Фёдорова', 'Елизавета Фёдорова', NULL, 'ru', 'федорова елизавета', '  федорова  елизавета  user000009@school.example  user000009');
INSERT INTO "user" VALUES (6, 1795640701, 1795640701, NULL, NULL, 1, '10', NULL, 1, 2, 0, 'user000010', 'user000010@school.example', 'S000010', 'Александр', 'Соловьёв', 'Александр Соловьёв', NULL, 'ru', 'соловьев александр', '  соловьев  александр  user000010@school.example  user000010  s000010');
INSERT INTO "user" VALUES (7, 1795640701, 1795640701, NULL, NULL, 1, '11', NULL, 1, 2, 0, 'user000011', 'user000011@school.example', 'S000011', 'Иван', 'Захаров', 'Иван Захаров', NULL, 'ru', 'захаров иван', '  захаров  иван  user000011@school.example  user000011  s000011');
INSERT INTO "user" VALUES (8, 1795640701, 1795640701, NULL, NULL, 1, '12', NULL, 1, 2, 0, 'user000012', 'user000012@school.example', 'S000012', 'Дарья', 'Степанова', 'Дарья Степанова', NULL, 'ru', 'степанова дарья', '  степанова  дарья  user000012@school.example  user000012  s000012');
INSERT INTO "user" VALUES (9, 1795640701, 1795640701, NULL, NULL, 1, '13', NULL, 1, 2, 0, 'user000013', 'user000013@school.example', 'S000013', 'Алиса', 'Цветкова', 'Алиса Цветкова', NULL, 'ru', 'цветкова алиса', '  цветкова  алиса  user000013@school.example  user000013  s000013');
INSERT INTO "user" VALUES (10, 1795640701, 1795640701, NULL, NULL, 1, '14', NULL, 1, 2, 0, 'user000014', 'user000014@school.example', NULL, 'Михаил', 'Смирнов', 'Михаил Смирнов', NULL, 'ru', 'смирнов михаил', '  смирнов  михаил  user000014@school.example  user000014');
INSERT INTO "user" VALUES (11, 1795640701, 1795640701, NULL, NULL, 1, '15', NULL, 1, 2, 0, 'user000015', 'user000015@school.example', 'S000015', 'Алиса', 'Зайцева', 'Алиса Зайцева', NULL, 'ru', 'зайцева алиса', '  зайцева  алиса  user000015@school.example  user000015  s000015');
INSERT INTO "user" VALUES (12, 1795640701, 1795640701, NULL, NULL, 1, '16', NULL, 1, 2, 0, 'user000016', 'user000016@school.example', 'S000016', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, 'ru', 'кузнецов семен', '  кузнецов  семен  user000016@school.example  user000016  s000016');
INSERT INTO "user" VALUES (13, 1795640701, 1795640701, NULL, NULL, 1, '17', NULL, 1, 2, 0, 'user000017', 'user000017@school.example', 'S000017', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, 'ru', 'кузнецов семен', '  кузнецов  семен  user000017@school.example  user000017  s000017');
INSERT INTO "user" VALUES (14, 1795640701, 1795640701, NULL, NULL, 1, '18', NULL, 1, 2, 0, 'user000018', 'user000018@school.example', 'S000018', 'Дмитрий', 'Чайкин', 'Дмитрий Чайкин', NULL, 'ru', 'чайкин дмитрий', '  чайкин  дмитрий  user000018@school.example  user000018  s000018');
INSERT INTO "user" VALUES (15, 1795640701, 1795640701, NULL, NULL, 1, '19', NULL, 1, 2, 0, 'user000019', 'user000019@school.example', 'S000019', 'Мария', 'Андреева', 'Мария Андреева', NULL, 'ru', 'андреева мария', '  андреева  мария  user000019@school.example  user000019  s000019');
INSERT INTO "user" VALUES (16, 1795640701, 1795640701, NULL, NULL, 1, '20', NULL, 1, 2, 0, 'user000020', 'user000020@school.example', 'S000020', 'Ярослав', 'Алексеев', 'Ярослав Алексеев', NULL, 'ru', 'алексеев ярослав', '  алексеев  ярослав  user000020@school.example  user000020  s000020');
INSERT INTO "user" VALUES (17, 1795640701, 1795640701, NULL, NULL, 1, '21', NULL, 1, 2, 0, 'user000021', 'user000021@school.example', 'S000021', 'נועה', 'כהן', 'נועה כהן', NULL, 'ru', 'כהן נועה', '  כהן  נועה  user000021@school.example  user000021  s000021');
INSERT INTO "user" VALUES (18, 1795640701, 1795640701, NULL, NULL, 1, '22', NULL, 1, 2, 0, 'user000022', 'user000022@school.example', 'S000022', 'Софья', 'Кузнецова', 'Софья Кузнецова', NULL, 'ru', 'кузнецова софья', '  кузнецова  софья  user000022@school.example  user000022  s000022');
INSERT INTO "user" VALUES (19, 1795640701, 1795640701, NULL, NULL, 1, '3', NULL, 1, 1, 2, 'user000003', 'user000003@school.example', 'T000003', 'Алиса', 'Волкова', 'Алиса Волкова', NULL, 'ru', 'волкова алиса', '  волкова  алиса  user000003@school.example  user000003  t000003');
INSERT INTO "user" VALUES (20, 1795640701, 1795640701, NULL, NULL, 1, '4', NULL, 1, 0, 1, 'user000004', 'user000004@school.example', 'T000004', 'Иван', 'Смирнов', 'Иван Смирнов', NULL, 'ru', 'смирнов иван', '  смирнов  иван  user000004@school.example  user000004  t000004');
INSERT INTO "user" VALUES (21, 1795640702, 1795640702, NULL, NULL, 2, '20', NULL, 1, 2, 0, 'user000020', 'user000020@school.example', 'S000020', 'Ярослав', 'Алексеев', 'Ярослав Алексеев', NULL, NULL, 'алексеев ярослав', '  алексеев  ярослав  user000020@school.example  user000020  s000020');
INSERT INTO "user" VALUES (22, 1795640702, 1795640702, NULL, NULL, 2, '19', NULL, 1, 2, 0, 'user000019', 'user000019@school.example', 'S000019', 'Мария', 'Андреева', 'Мария Андреева', NULL, NULL, 'андреева мария', '  андреева  мария  user000019@school.example  user000019  s000019');
INSERT INTO "user" VALUES (23, 1795640702, 1795640702, NULL, NULL, 2, '3', NULL, 1, 1, 2, 'user000003', 'user000003@school.example', 'T000003', 'Алиса', 'Волкова', 'Алиса Волкова', NULL, NULL, 'волкова алиса', '  волкова  алиса  user000003@school.example  user000003  t000003');
INSERT INTO "user" VALUES (24, 1795640702, 1795640702, NULL, NULL, 2, '15', NULL, 1, 2, 0, 'user000015', 'user000015@school.example', 'S000015', 'Алиса', 'Зайцева', 'Алиса Зайцева', NULL, NULL, 'зайцева алиса', '  зайцева  алиса  user000015@school.example  user000015  s000015');
INSERT INTO "user" VALUES (25, 1795640702, 1795640702, NULL, NULL, 2, '11', NULL, 1, 2, 0, 'user000011', 'user000011@school.example', 'S000011', 'Иван', 'Захаров', 'Иван Захаров', NULL, NULL, 'захаров иван', '  захаров  иван  user000011@school.example  user000011  s000011');
INSERT INTO "user" VALUES (26, 1795640702, 1795640702, NULL, NULL, 2, '16', NULL, 1, 2, 0, 'user000016', 'user000016@school.example', 'S000016', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, NULL, 'кузнецов семен', '  кузнецов  семен  user000016@school.example  user000016  s000016');
INSERT INTO "user" VALUES (27, 1795640702, 1795640702, NULL, NULL, 2, '17', NULL, 1, 2, 0, 'user000017', 'user000017@school.example', 'S000017', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, NULL, 'кузнецов семен', '  кузнецов  семен  user000017@school.example  user000017  s000017');
INSERT INTO "user" VALUES (28, 1795640702, 1795640702, NULL, NULL, 2, '22', NULL, 1, 2, 0, 'user000022', 'user000022@school.example', 'S000022', 'Софья', 'Кузнецова', 'Софья Кузнецова', NULL, NULL, 'кузнецова софья', '  кузнецова  софья  user000022@school.example  user000022  s000022');
INSERT INTO "user" VALUES (29, 1795640702, 1795640702, NULL, NULL, 2, '6', NULL, 1, 2, 0, 'user000006', 'user000006@school.example', NULL, 'Лев', 'Михайлов', 'Лев Михайлов', NULL, NULL, 'михайлов лев', '  михайлов  лев  user000006@school.example  user000006');
INSERT INTO "user" VALUES (30, 1795640702, 1795640702, NULL, NULL, 2, '5', NULL, 1, 2, 0, 'user000005', 'user000005@school.example', 'S000005', 'Ксения', 'Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', 'Ксения Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', NULL, NULL, 'очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец ксения', '  очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец  ксения  user000005@school.example  user000005  s000005');
INSERT INTO "user" VALUES (31, 1795640702, 1795640702, NULL, NULL, 2, '4', NULL, 1, 0, 1, 'user000004', 'user000004@school.example', 'T000004', 'Иван', 'Смирнов', 'Иван Смирнов', NULL, NULL, 'смирнов иван', '  смирнов  иван  user000004@school.example  user000004  t000004');
INSERT INTO "user" VALUES (32, 1795640702, 1795640702, NULL, NULL, 2, '14', NULL, 1, 2, 0, 'user000014', 'user000014@school.example', NULL, 'Михаил', 'Смирнов', 'Михаил Смирнов', NULL, NULL, 'смирнов михаил', '  смирнов  михаил  user000014@school.example  user000014');
INSERT INTO "user" VALUES (33, 1795640702, 1795640702, NULL, NULL, 2, '8', NULL, 1, 2, 0, 'user000008', 'user000008@school.example', 'S000008', 'Полина', 'Соколова', 'Полина Соколова', NULL, NULL, 'соколова полина', '  соколова  полина  user000008@school.example  user000008  s000008');
INSERT INTO "user" VALUES (34, 1795640702, 1795640702, NULL, NULL, 2, '10', NULL, 1, 2, 0, 'user000010', 'user000010@school.example', 'S000010', 'Александр', 'Соловьёв', 'Александр Соловьёв', NULL, NULL, 'соловьев александр', '  соловьев  александр  user000010@school.example  user000010  s000010');
INSERT INTO "user" VALUES (35, 1795640702, 1795640702, NULL, NULL, 2, '7', NULL, 1, 2, 0, 'user000007', 'user000007@school.example', 'S000007', 'Алиса', 'Соловьёва', 'Алиса Соловьёва', NULL, NULL, 'соловьева алиса', '  соловьева  алиса  user000007@school.example  user000007  s000007');
INSERT INTO "user" VALUES (36, 1795640702, 1795640702, NULL, NULL, 2, '12', NULL, 1, 2, 0, 'user000012', 'user000012@school.example', 'S000012', 'Дарья', 'Степанова', 'Дарья Степанова', NULL, NULL, 'степанова дарья', '  степанова  дарья  user000012@school.example  user000012  s000012');
INSERT INTO "user" VALUES (37, 1795640702, 1795640702, NULL, NULL, 2, '9', NULL, 1, 2, 0, 'user000009', 'user000009@school.example', NULL, 'Елизавета', 'Фёдорова', 'Елизавета Фёдорова', NULL, NULL, 'федорова елизавета', '  федорова  елизавета  user000009@school.example  user000009');
INSERT INTO "user" VALUES (38, 1795640702, 1795640702, NULL, NULL, 2, '13', NULL, 1, 2, 0, 'user000013', 'user000013@school.example', 'S000013', 'Алиса', 'Цветкова', 'Алиса Цветкова', NULL, NULL, 'цветкова алиса', '  цветкова  алиса  user000013@school.example  user000013  s000013');
INSERT INTO "user" VALUES (39, 1795640702, 1795640702, NULL, NULL, 2, '18', NULL, 1, 2, 0, 'user000018', 'user000018@school.example', 'S000018', 'Дмитрий', 'Чайкин', 'Дмитрий Чайкин', NULL, NULL, 'чайкин дмитрий', '  чайкин  дмитрий  user000018@school.example  user000018  s000018');
INSERT INTO "user" VALUES (40, 1795640702, 1795640702, NULL, NULL, 2, '21', NULL, 1, 2, 0, 'user000021', 'user000021@school.example', 'S000021', 'נועה', 'כהן', 'נועה כהן', NULL, NULL, 'כהן נועה', '  כהן  נועה  user000021@school.example  user000021  s000021');
INSERT INTO "user" VALUES (41, 1795640702, 1795640702, NULL, NULL, 3, '5', NULL, 1, 2, 0, 'user000005', 'user000005@school.example', 'S000005', 'Ксения', 'Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', 'Ксения Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Очень-Длинная-Фамилия-Конец', NULL, 'ru', 'очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец ксения', '  очень-длинная-фамилия-очень-длинная-фамилия-очень-длинная-фамилия-конец  ксения  user000005@school.example  user000005  s000005');
INSERT INTO "user" VALUES (42, 1795640702, 1795640702, NULL, NULL, 3, '6', NULL, 1, 2, 0, 'user000006', 'user000006@school.example', NULL, 'Лев', 'Михайлов', 'Лев Михайлов', NULL, 'ru', 'михайлов лев', '  михайлов  лев  user000006@school.example  user000006');
INSERT INTO "user" VALUES (43, 1795640702, 1795640702, NULL, NULL, 3, '7', NULL, 1, 2, 0, 'user000007', 'user000007@school.example', 'S000007', 'Алиса', 'Соловьёва', 'Алиса Соловьёва', NULL, 'ru', 'соловьева алиса', '  соловьева  алиса  user000007@school.example  user000007  s000007');
INSERT INTO "user" VALUES (44, 1795640702, 1795640702, NULL, NULL, 3, '8', NULL, 1, 2, 0, 'user000008', 'user000008@school.example', 'S000008', 'Полина', 'Соколова', 'Полина Соколова', NULL, 'ru', 'соколова полина', '  соколова  полина  user000008@school.example  user000008  s000008');
INSERT INTO "user" VALUES (45, 1795640702, 1795640702, NULL, NULL, 3, '9', NULL, 1, 2, 0, 'user000009', 'user000009@school.example', NULL, 'Елизавета', 'Фёдорова', 'Елизавета Фёдорова', NULL, 'ru', 'федорова елизавета', '  федорова  елизавета  user000009@school.example  user000009');
INSERT INTO "user" VALUES (46, 1795640702, 1795640702, NULL, NULL, 3, '10', NULL, 1, 2, 0, 'user000010', 'user000010@school.example', 'S000010', 'Александр', 'Соловьёв', 'Александр Соловьёв', NULL, 'ru', 'соловьев александр', '  соловьев  александр  user000010@school.example  user000010  s000010');
INSERT INTO "user" VALUES (47, 1795640702, 1795640702, NULL, NULL, 3, '11', NULL, 1, 2, 0, 'user000011', 'user000011@school.example', 'S000011', 'Иван', 'Захаров', 'Иван Захаров', NULL, 'ru', 'захаров иван', '  захаров  иван  user000011@school.example  user000011  s000011');
INSERT INTO "user" VALUES (48, 1795640702, 1795640702, NULL, NULL, 3, '12', NULL, 1, 2, 0, 'user000012', 'user000012@school.example', 'S000012', 'Дарья', 'Степанова', 'Дарья Степанова', NULL, 'ru', 'степанова дарья', '  степанова  дарья  user000012@school.example  user000012  s000012');
INSERT INTO "user" VALUES (49, 1795640702, 1795640702, NULL, NULL, 3, '13', NULL, 1, 2, 0, 'user000013', 'user000013@school.example', 'S000013', 'Алиса', 'Цветкова', 'Алиса Цветкова', NULL, 'ru', 'цветкова алиса', '  цветкова  алиса  user000013@school.example  user000013  s000013');
INSERT INTO "user" VALUES (50, 1795640702, 1795640702, NULL, NULL, 3, '14', NULL, 1, 2, 0, 'user000014', 'user000014@school.example', NULL, 'Михаил', 'Смирнов', 'Михаил Смирнов', NULL, 'ru', 'смирнов михаил', '  смирнов  михаил  user000014@school.example  user000014');
INSERT INTO "user" VALUES (51, 1795640702, 1795640702, NULL, NULL, 3, '15', NULL, 1, 2, 0, 'user000015', 'user000015@school.example', 'S000015', 'Алиса', 'Зайцева', 'Алиса Зайцева', NULL, 'ru', 'зайцева алиса', '  зайцева  алиса  user000015@school.example  user000015  s000015');
INSERT INTO "user" VALUES (52, 1795640702, 1795640702, NULL, NULL, 3, '16', NULL, 1, 2, 0, 'user000016', 'user000016@school.example', 'S000016', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, 'ru', 'кузнецов семен', '  кузнецов  семен  user000016@school.example  user000016  s000016');
INSERT INTO "user" VALUES (53, 1795640702, 1795640702, NULL, NULL, 3, '17', NULL, 1, 2, 0, 'user000017', 'user000017@school.example', 'S000017', 'Семён', 'Кузнецов', 'Семён Кузнецов', NULL, 'ru', 'кузнецов семен', '  кузнецов  семен  user000017@school.example  user000017  s000017');
INSERT INTO "user" VALUES (54, 1795640702, 1795640702, NULL, NULL, 3, '18', NULL, 1, 2, 0, 'user000018', 'user000018@school.example', 'S000018', 'Дмитрий', 'Чайкин', 'Дмитрий Чайкин', NULL, 'ru', 'чайкин дмитрий', '  чайкин  дмитрий  user000018@school.example  user000018  s000018');
INSERT INTO "user" VALUES (55, 1795640702, 1795640702, NULL, NULL, 3, '19', NULL, 1, 2, 0, 'user000019', 'user000019@school.example', 'S000019', 'Мария', 'Андреева', 'Мария Андреева', NULL, 'ru', 'андреева мария', '  андреева  мария  user000019@school.example  user000019  s000019');
INSERT INTO "user" VALUES (56, 1795640702, 1795640702, NULL, NULL, 3, '20', NULL, 1, 2, 0, 'user000020', 'user000020@school.example', 'S000020', 'Ярослав', 'Алексеев', 'Ярослав Алексеев', NULL, 'ru', 'алексеев ярослав', '  алексеев  ярослав  user000020@school.example  user000020  s000020');
INSERT INTO "user" VALUES (57, 1795640702, 1795640702, NULL, NULL, 3, '21', NULL, 1, 2, 0, 'user000021', 'user000021@school.example', 'S000021', 'נועה', 'כהן', 'נועה כהן', NULL, 'ru', 'כהן נועה', '  כהן  נועה  user000021@school.example  user000021  s000021');
INSERT INTO "user" VALUES (58, 1795640702, 1795640702, NULL, NULL, 3, '22', NULL, 1, 2, 0, 'user000022', 'user000022@school.example', 'S000022', 'Софья', 'Кузнецова', 'Софья Кузнецова', NULL, 'ru', 'кузнецова софья', '  кузнецова  софья  user000022@school.example  user000022  s000022');
INSERT INTO "user" VALUES (59, 1795640702, 1795640702, NULL, NULL, 3, '3', NULL, 1, 1, 2, 'user000003', 'user000003@school.example', 'T000003', 'Алиса', 'Волкова', 'Алиса Волкова', NULL, 'ru', 'волкова алиса', '  волкова  алиса  user000003@school.example  user000003  t000003');
INSERT INTO "user" VALUES (60, 1795640702, 1795640702, NULL, NULL, 3, '4', NULL, 1, 0, 1, 'user000004', 'user000004@school.example', 'T000004', 'Иван', 'Смирнов', 'Иван Смирнов', NULL, 'ru', 'смирнов иван', '  смирнов  иван  user000004@school.example  user000004  t000004');
INSERT INTO "user" VALUES (61, 1795640702, 1795640702, NULL, NULL, 2, '23', NULL, 1, 1, 0, 'user000023', 'user000023@school.example', 'S000023', 'Вера', 'Новосёлова', 'Вера Новосёлова', NULL, NULL, 'новоселова вера', '  новоселова  вера  user000023@school.example  user000023  s000023');
INSERT INTO "connection_kind" VALUES (1, 'org', 1, NULL, 9, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'term', 0, '{"en": "Moodle has no terms.", "ru": "В Moodle нет учебных периодов."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (1, 'course', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'section', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'user', 1, NULL, 20, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'group', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'enrollment', 1, NULL, 41, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'category', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (1, 'item', 1, NULL, 15, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'submission', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (1, 'lesson', 1, NULL, 20, 1795640702);
INSERT INTO "connection_kind" VALUES (1, 'attendance', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (1, 'student', 1, NULL, 19, NULL);
INSERT INTO "connection_kind" VALUES (1, 'teacher', 1, NULL, 2, NULL);
INSERT INTO "connection_kind" VALUES (2, 'org', 1, NULL, 9, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'term', 1, NULL, 4, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'course', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'section', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'user', 1, NULL, 21, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'group', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'enrollment', 1, NULL, 42, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'category', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'item', 1, NULL, 6, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'submission', 0, '{"en": "lmsync does not read this from Canvas yet.", "ru": "lmsync пока не читает это из Canvas."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (2, 'lesson', 1, NULL, 20, 1795640702);
INSERT INTO "connection_kind" VALUES (2, 'attendance', 0, '{"en": "lmsync does not read this from Canvas yet.", "ru": "lmsync пока не читает это из Canvas."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (2, 'student', 1, NULL, 20, NULL);
INSERT INTO "connection_kind" VALUES (2, 'teacher', 1, NULL, 2, NULL);
INSERT INTO "connection_kind" VALUES (3, 'org', 1, NULL, 9, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'term', 0, '{"en": "Moodle has no terms.", "ru": "В Moodle нет учебных периодов."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (3, 'course', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'section', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'user', 1, NULL, 20, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'group', 1, NULL, 2, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'enrollment', 1, NULL, 41, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'category', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (3, 'item', 1, NULL, 15, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'submission', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (3, 'lesson', 1, NULL, 20, 1795640702);
INSERT INTO "connection_kind" VALUES (3, 'attendance', 0, '{"en": "lmsync does not read this from Moodle yet.", "ru": "lmsync пока не читает это из Moodle."}', 0, NULL);
INSERT INTO "connection_kind" VALUES (3, 'student', 1, NULL, 19, NULL);
INSERT INTO "connection_kind" VALUES (3, 'teacher', 1, NULL, 2, NULL);
INSERT INTO "held_removal" VALUES (1, 1, 4, 'enrollment', NULL, NULL, '{"enrollment": ["2.10.student", "2.11.student", "2.12.student", "2.13.student", "2.3.teacher", "2.5.student", "2.6.student", "2.7.student", "2.8.student", "2.9.student", "3.10.student", "3.11.student", "3.12.student", "3.13.student", "3.3.student", "3.3.teacher", "3.5.student", "3.6.student", "3.7.student", "3.8.student", "3.9.student"]}', 'too_many', 'dismissed', 1795640702, 1795640702, 'command line');
INSERT INTO "held_removal" VALUES (2, 2, 5, 'enrollment', NULL, NULL, '{"enrollment": ["20000034", "20000053", "20000063", "20000073", "20000083", "20000093", "20000103", "20000113", "20000123", "20000133", "30000033", "30000034", "30000053", "30000063", "30000073", "30000083", "30000093", "30000103", "30000113", "30000123", "30000133"]}', 'too_many', 'waiting', 1795640702, NULL, NULL);
INSERT INTO "page_digest" VALUES (1, 'org', '', 'all', X'328980632A050AA7B28C30B3C16AAF78', X'5B2273697465222C202231222C202232222C202233222C202234222C202235222C202236222C202237222C202238225D');
INSERT INTO "page_digest" VALUES (1, 'course', '', 'all', X'EEFEAB1139A384F5EEB883F170CED821', X'5B2232222C202233225D');
INSERT INTO "page_digest" VALUES (1, 'section', '', 'all', X'071F7ADD062B54AF228F5ED5BBA59217', X'5B2232222C202233225D');
INSERT INTO "page_digest" VALUES (1, 'enrollment', '2', 'all', X'6BC30D6803E0F50D9222D31167A3E360', X'5B22322E31342E73747564656E74222C2022322E31352E73747564656E74222C2022322E31362E73747564656E74222C2022322E31372E73747564656E74222C2022322E31382E73747564656E74222C2022322E31392E73747564656E74222C2022322E32302E73747564656E74222C2022322E32312E73747564656E74222C2022322E32322E73747564656E74222C2022322E342E617373697374616E74225D');
INSERT INTO "page_digest" VALUES (1, 'enrollment', '3', 'all', X'7C1EE4D6A8C9A57986B9F82C75ADAC29', X'5B22332E31342E73747564656E74222C2022332E31352E73747564656E74222C2022332E31362E73747564656E74222C2022332E31372E73747564656E74222C2022332E31382E73747564656E74222C2022332E31392E73747564656E74222C2022332E32302E73747564656E74222C2022332E32312E73747564656E74222C2022332E32322E73747564656E74222C2022332E342E74656163686572225D');
INSERT INTO "page_digest" VALUES (1, 'group', '2', 'all', X'7B9A32980C328D24FF7FE730FFD7B8B1', X'5B2231222C202232225D');
INSERT INTO "page_digest" VALUES (1, 'group', '3', 'all', X'7A9E3D48316709A334376B83E845F6FB', X'5B5D');
INSERT INTO "page_digest" VALUES (1, 'item', '2', 'all', X'5B5320D1D7761098DB989EB7ECFA9E6D', X'5B22636D2E31222C2022636D2E32222C2022636D2E33222C2022636D2E34222C2022636D2E35222C2022636D2E36222C2022636D2E37222C2022636D2E38222C2022636D2E39225D');
INSERT INTO "page_digest" VALUES (1, 'item', '3', 'all', X'569417D795A3316F50297B47AF48368A', X'5B22636D2E3130222C2022636D2E3131222C2022636D2E3132222C2022636D2E3133222C2022636D2E3134222C2022636D2E3135225D');
INSERT INTO "page_digest" VALUES (1, 'lesson', '', 'all', X'4924D24DD68723D15D8E25357FB5F8E8', X'5B2265762E3138222C202265762E3230222C202265762E3139225D');
INSERT INTO "page_digest" VALUES (1, 'lesson', '2', 'all', X'5E1B083EEA104253D6A44E1BF9BD9316', X'5B2265762E31222C202265762E39222C202265762E32222C202265762E33222C202265762E34222C202265762E35222C202265762E36222C202265762E37222C202265762E38225D');
INSERT INTO "page_digest" VALUES (1, 'lesson', '3', 'all', X'36F777D525BB4CCDEE9333B09825ED8B', X'5B2265762E3130222C202265762E3131222C202265762E3132222C202265762E3133222C202265762E3134222C202265762E3135222C202265762E3136222C202265762E3137225D');
INSERT INTO "page_digest" VALUES (2, 'org', '', 'all', X'D141FBA6BC783101F51E424E4BAECB58', X'5B2231222C20223131222C20223135222C20223132222C20223136222C20223133222C20223137222C20223134222C20223138225D');
INSERT INTO "page_digest" VALUES (2, 'term', '', 'terms', X'578ECC3040AB5BF7358635938105740E', X'5B2232222C202231225D');
INSERT INTO "page_digest" VALUES (2, 'course', '', '1', X'AB6AB20D8DDA2AC80DF1920CA80F7F21', X'5B2232222C202233225D');
INSERT INTO "page_digest" VALUES (2, 'term', '', 'grading periods', X'1DC55770FB9010E71798A5BD1560403A', X'5B2267702E31222C202267702E32225D');
INSERT INTO "page_digest" VALUES (2, 'section', '2', 'all', X'9B165B7046F4D0547889F8D828717061', X'5B223130303032225D');
INSERT INTO "page_digest" VALUES (2, 'section', '3', 'all', X'C65A45306ED360845F38F3823F6CFF77', X'5B223130303033225D');
INSERT INTO "page_digest" VALUES (2, 'user', '', '1', X'3E7BB9BF6EB55AE6EB3D314DD3326C0E', X'5B223230222C20223139222C202233222C20223135222C20223131222C20223136222C20223137222C20223232222C202236222C20223233222C202235222C202234222C20223134222C202238222C20223130222C202237222C20223132222C202239222C20223133222C20223138222C20223231225D');
INSERT INTO "page_digest" VALUES (2, 'enrollment', '2', 'all', X'31FE2879E213413737D2C1C7FB2D1F83', X'5B223230303030323033222C20223230303030313933222C20223230303030313533222C20223230303030313633222C20223230303030313733222C20223230303030323233222C20223230303030323333222C20223230303030313433222C20223230303030313833222C20223230303030323133222C20223230303030303435225D');
INSERT INTO "page_digest" VALUES (2, 'enrollment', '3', 'all', X'C8292ADAE0CAC83CB30B9629B13AF80D', X'5B223330303030323033222C20223330303030313933222C20223330303030313533222C20223330303030313633222C20223330303030313733222C20223330303030323233222C20223330303030313433222C20223330303030313833222C20223330303030323133222C20223330303030303434225D');
INSERT INTO "page_digest" VALUES (2, 'group', '3', 'all', X'7A9E3D48316709A334376B83E845F6FB', X'5B5D');
INSERT INTO "page_digest" VALUES (2, 'group', '2', 'all', X'B73BE7AEE36B4DB28F149C036C0C07FA', X'5B2231222C202232225D');
INSERT INTO "page_digest" VALUES (2, 'category', '2', 'all', X'CED448A3B6604CEE253A0E592459A218', X'5B223430303032225D');
INSERT INTO "page_digest" VALUES (2, 'category', '3', 'all', X'220E7F0E5648EC7D71CDE5ED11604512', X'5B223430303033225D');
INSERT INTO "page_digest" VALUES (2, 'item', '2', 'all', X'E299294BF54824EAB0B27FC2E66EDDB2', X'5B226173672E31222C20226173672E32222C20226173672E36222C20226173672E38225D');
INSERT INTO "page_digest" VALUES (2, 'item', '3', 'all', X'F86FFB4E78D5941A75559A0C77BC4C4C', X'5B226173672E3130222C20226173672E3134225D');
INSERT INTO "page_digest" VALUES (2, 'lesson', '', 'all', X'C6B49E0C66731FE0EF524C4DC6ACE16C', X'5B2265762E3138222C202265762E3230222C202265762E3139225D');
INSERT INTO "page_digest" VALUES (2, 'lesson', '2', 'all', X'FA206F1B793B0178DCE262AF53BEF09D', X'5B2265762E31222C202265762E39222C202265762E32222C202265762E33222C202265762E34222C202265762E35222C202265762E36222C202265762E37222C202265762E38225D');
INSERT INTO "page_digest" VALUES (2, 'lesson', '3', 'all', X'67B7F46C4540F5D0EFE3C576F2FEB299', X'5B2265762E3130222C202265762E3131222C202265762E3132222C202265762E3133222C202265762E3134222C202265762E3135222C202265762E3136222C202265762E3137225D');
INSERT INTO "page_digest" VALUES (3, 'org', '', 'all', X'328980632A050AA7B28C30B3C16AAF78', X'5B2273697465222C202231222C202232222C202233222C202234222C202235222C202236222C202237222C202238225D');
INSERT INTO "page_digest" VALUES (3, 'course', '', 'all', X'277545142C219628124C710A620DD995', X'5B2232222C202233225D');
INSERT INTO "page_digest" VALUES (3, 'section', '', 'all', X'071F7ADD062B54AF228F5ED5BBA59217', X'5B2232222C202233225D');
INSERT INTO "page_digest" VALUES (3, 'enrollment', '2', 'all', X'99B62E67BF0D1EEFFD7EE5699DBA1275', X'5B22322E352E73747564656E74222C2022322E362E73747564656E74222C2022322E372E73747564656E74222C2022322E382E73747564656E74222C2022322E392E73747564656E74222C2022322E31302E73747564656E74222C2022322E31312E73747564656E74222C2022322E31322E73747564656E74222C2022322E31332E73747564656E74222C2022322E31342E73747564656E74222C2022322E31352E73747564656E74222C2022322E31362E73747564656E74222C2022322E31372E73747564656E74222C2022322E31382E73747564656E74222C2022322E31392E73747564656E74222C2022322E32302E73747564656E74222C2022322E32312E73747564656E74222C2022322E32322E73747564656E74222C2022322E332E74656163686572222C2022322E342E617373697374616E74225D');
INSERT INTO "page_digest" VALUES (3, 'enrollment', '3', 'all', X'CA60439878BA7CC1F4CC750047E219BC', X'5B22332E332E74656163686572222C2022332E332E73747564656E74222C2022332E352E73747564656E74222C2022332E362E73747564656E74222C2022332E372E73747564656E74222C2022332E382E73747564656E74222C2022332E392E73747564656E74222C2022332E31302E73747564656E74222C2022332E31312E73747564656E74222C2022332E31322E73747564656E74222C2022332E31332E73747564656E74222C2022332E31342E73747564656E74222C2022332E31352E73747564656E74222C2022332E31362E73747564656E74222C2022332E31372E73747564656E74222C2022332E31382E73747564656E74222C2022332E31392E73747564656E74222C2022332E32302E73747564656E74222C2022332E32312E73747564656E74222C2022332E32322E73747564656E74222C2022332E342E74656163686572225D');
INSERT INTO "page_digest" VALUES (3, 'group', '2', 'all', X'E258340773AA9CF520F8DA7FCE04AC3A', X'5B2231222C202232225D');
INSERT INTO "page_digest" VALUES (3, 'group', '3', 'all', X'7A9E3D48316709A334376B83E845F6FB', X'5B5D');
INSERT INTO "page_digest" VALUES (3, 'item', '2', 'all', X'B7D5F9DB40EB2C70644E71B65541D595', X'5B22636D2E31222C2022636D2E32222C2022636D2E33222C2022636D2E34222C2022636D2E35222C2022636D2E36222C2022636D2E37222C2022636D2E38222C2022636D2E39225D');
INSERT INTO "page_digest" VALUES (3, 'item', '3', 'all', X'B21DCA81C05B6628257AAC50DB3F729B', X'5B22636D2E3130222C2022636D2E3131222C2022636D2E3132222C2022636D2E3133222C2022636D2E3134222C2022636D2E3135225D');
INSERT INTO "page_digest" VALUES (3, 'lesson', '', 'all', X'610616131204123F07B52472346D7CA8', X'5B2265762E3138222C202265762E3230222C202265762E3139225D');
INSERT INTO "page_digest" VALUES (3, 'lesson', '2', 'all', X'6EDD05CA1DC34F29DB983CCAED278384', X'5B2265762E31222C202265762E39222C202265762E32222C202265762E33222C202265762E34222C202265762E35222C202265762E36222C202265762E37222C202265762E38225D');
INSERT INTO "page_digest" VALUES (3, 'lesson', '3', 'all', X'6BE5967932FA89E79E8026FD3EBE1A65', X'5B2265762E3130222C202265762E3131222C202265762E3132222C202265762E3133222C202265762E3134222C202265762E3135222C202265762E3136222C202265762E3137225D');
INSERT INTO "sync_run" VALUES (1, 1, 'full', 'person', 'complete', 1795640701, 1795640701, 1795640702, 214, NULL, 5, '{"org": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2427, "rows_read": 9, "accepted": 9, "set_aside": 0, "added": 9, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "course": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2824, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "section": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 0, "bytes": 0, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "user": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 4, "requests": 0, "bytes": 0, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "group": {"scopes": 2, "complete": 1, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 634, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "enrollment": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 6, "bytes": 38676, "rows_read": 41, "accepted": 41, "set_aside": 0, "added": 41, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.007}, "item": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 17921, "rows_read": 15, "accepted": 15, "set_aside": 0, "added": 15, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.003}, "lesson": {"scopes": 3, "complete": 3, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 3, "requests": 2, "bytes": 21503, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.006}}', NULL, NULL);
INSERT INTO "sync_run" VALUES (2, 2, 'full', 'person', 'complete', 1795640702, 1795640702, 1795640702, 198, NULL, 7, '{"org": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 2, "bytes": 3741, "rows_read": 9, "accepted": 9, "set_aside": 0, "added": 9, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "term": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 1360, "rows_read": 4, "accepted": 4, "set_aside": 0, "added": 4, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.003}, "course": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 1815, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "section": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 534, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.006}, "user": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 6056, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.005}, "group": {"scopes": 2, "complete": 1, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 3, "bytes": 6038, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.003}, "enrollment": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 43894, "rows_read": 41, "accepted": 41, "set_aside": 0, "added": 41, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.005}, "category": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 6, "bytes": 9805, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.007}, "item": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 0, "bytes": 0, "rows_read": 6, "accepted": 6, "set_aside": 0, "added": 6, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "lesson": {"scopes": 3, "complete": 3, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 3, "requests": 4, "bytes": 18584, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.005}}', NULL, NULL);
INSERT INTO "sync_run" VALUES (3, 3, 'full', 'person', 'complete', 1795640702, 1795640702, 1795640702, 187, NULL, 5, '{"org": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2427, "rows_read": 9, "accepted": 9, "set_aside": 0, "added": 9, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "course": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2824, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.001}, "section": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 0, "bytes": 0, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "user": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 4, "requests": 0, "bytes": 0, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "group": {"scopes": 2, "complete": 1, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 634, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 2, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "enrollment": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 6, "bytes": 38676, "rows_read": 41, "accepted": 41, "set_aside": 0, "added": 41, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.004}, "item": {"scopes": 2, "complete": 2, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 17921, "rows_read": 15, "accepted": 15, "set_aside": 0, "added": 15, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "lesson": {"scopes": 3, "complete": 3, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 3, "requests": 2, "bytes": 21503, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 20, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.004}}', NULL, NULL);
INSERT INTO "sync_run" VALUES (4, 1, 'full', 'person', 'complete', 1795640702, 1795640702, 1795640702, 190, NULL, 15, '{"org": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2427, "rows_read": 9, "accepted": 9, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.001}, "course": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 2824, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.001}, "section": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 0, "bytes": 0, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "user": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 4, "requests": 1, "bytes": 7803, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.001}, "group": {"scopes": 2, "complete": 1, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 612, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 2, "removed": 0, "throttles": 0, "seconds": 0.002}, "enrollment": {"scopes": 2, "complete": 0, "unchanged": 0, "partial": 0, "failed": 0, "held": 2, "pages": 2, "requests": 6, "bytes": 17480, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.004}, "item": {"scopes": 2, "complete": 0, "unchanged": 2, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 17921, "rows_read": 15, "accepted": 15, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.003}, "lesson": {"scopes": 3, "complete": 0, "unchanged": 3, "partial": 0, "failed": 0, "held": 0, "pages": 3, "requests": 3, "bytes": 22560, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.005}}', NULL, NULL);
INSERT INTO "sync_run" VALUES (5, 2, 'full', 'person', 'complete', 1795640702, 1795640702, 1795640702, 201, NULL, 26, '{"org": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 2, "bytes": 3741, "rows_read": 9, "accepted": 9, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "term": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 1360, "rows_read": 4, "accepted": 4, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.003}, "course": {"scopes": 1, "complete": 0, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 1815, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.002}, "section": {"scopes": 2, "complete": 0, "unchanged": 2, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 2, "bytes": 534, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.006}, "user": {"scopes": 1, "complete": 1, "unchanged": 0, "partial": 0, "failed": 0, "held": 0, "pages": 1, "requests": 1, "bytes": 6348, "rows_read": 21, "accepted": 21, "set_aside": 0, "added": 1, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.004}, "group": {"scopes": 2, "complete": 1, "unchanged": 1, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 3, "bytes": 3404, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 2, "removed": 0, "throttles": 0, "seconds": 0.002}, "enrollment": {"scopes": 2, "complete": 0, "unchanged": 0, "partial": 0, "failed": 0, "held": 2, "pages": 2, "requests": 2, "bytes": 22095, "rows_read": 21, "accepted": 21, "set_aside": 0, "added": 1, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.004}, "category": {"scopes": 2, "complete": 0, "unchanged": 2, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 6, "bytes": 9805, "rows_read": 2, "accepted": 2, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.006}, "item": {"scopes": 2, "complete": 0, "unchanged": 2, "partial": 0, "failed": 0, "held": 0, "pages": 2, "requests": 0, "bytes": 0, "rows_read": 6, "accepted": 6, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.0}, "lesson": {"scopes": 3, "complete": 0, "unchanged": 3, "partial": 0, "failed": 0, "held": 0, "pages": 3, "requests": 4, "bytes": 18584, "rows_read": 20, "accepted": 20, "set_aside": 0, "added": 0, "changed": 0, "removed": 0, "throttles": 0, "seconds": 0.005}}', NULL, NULL);
INSERT INTO "sync_scope" VALUES (1, 'section', '', 1795640702, NULL, 4, 2);
INSERT INTO "sync_scope" VALUES (1, 'enrollment', '2', 1795640702, NULL, 4, 10);
INSERT INTO "sync_scope" VALUES (1, 'enrollment', '3', 1795640702, NULL, 4, 10);
INSERT INTO "sync_scope" VALUES (1, 'group', '2', 1795640702, NULL, 4, 2);
INSERT INTO "sync_scope" VALUES (1, 'group', '3', 1795640702, NULL, 4, 0);
INSERT INTO "sync_scope" VALUES (1, 'item', '2', 1795640702, NULL, 4, 9);
INSERT INTO "sync_scope" VALUES (1, 'item', '3', 1795640702, NULL, 4, 6);
INSERT INTO "sync_scope" VALUES (1, 'lesson', '', 1795640702, NULL, 4, 3);
INSERT INTO "sync_scope" VALUES (1, 'lesson', '2', 1795640702, NULL, 4, 9);
INSERT INTO "sync_scope" VALUES (1, 'lesson', '3', 1795640702, NULL, 4, 8);
INSERT INTO "sync_scope" VALUES (1, 'org', '', 1795640701, NULL, 1, 9);
INSERT INTO "sync_scope" VALUES (1, 'course', '', 1795640701, NULL, 1, 2);
INSERT INTO "sync_scope" VALUES (1, 'user', '', 1795640701, NULL, 1, 20);
INSERT INTO "sync_scope" VALUES (2, 'section', '2', 1795640702, NULL, 5, 1);
INSERT INTO "sync_scope" VALUES (2, 'section', '3', 1795640702, NULL, 5, 1);
INSERT INTO "sync_scope" VALUES (2, 'enrollment', '2', 1795640702, NULL, 5, 11);
INSERT INTO "sync_scope" VALUES (2, 'enrollment', '3', 1795640702, NULL, 5, 10);
INSERT INTO "sync_scope" VALUES (2, 'group', '3', 1795640702, NULL, 5, 0);
INSERT INTO "sync_scope" VALUES (2, 'group', '2', 1795640702, NULL, 5, 2);
INSERT INTO "sync_scope" VALUES (2, 'category', '2', 1795640702, NULL, 5, 1);
INSERT INTO "sync_scope" VALUES (2, 'item', '2', 1795640702, NULL, 5, 4);
INSERT INTO "sync_scope" VALUES (2, 'category', '3', 1795640702, NULL, 5, 1);
INSERT INTO "sync_scope" VALUES (2, 'item', '3', 1795640702, NULL, 5, 2);
INSERT INTO "sync_scope" VALUES (2, 'lesson', '', 1795640702, NULL, 5, 3);
INSERT INTO "sync_scope" VALUES (2, 'lesson', '2', 1795640702, NULL, 5, 9);
INSERT INTO "sync_scope" VALUES (2, 'lesson', '3', 1795640702, NULL, 5, 8);
INSERT INTO "sync_scope" VALUES (2, 'org', '', 1795640702, NULL, 2, 9);
INSERT INTO "sync_scope" VALUES (2, 'term', '', 1795640702, NULL, 2, 4);
INSERT INTO "sync_scope" VALUES (2, 'course', '', 1795640702, NULL, 2, 2);
INSERT INTO "sync_scope" VALUES (2, 'user', '', 1795640702, NULL, 5, 21);
INSERT INTO "sync_scope" VALUES (3, 'section', '', 1795640702, NULL, 3, 2);
INSERT INTO "sync_scope" VALUES (3, 'enrollment', '2', 1795640702, NULL, 3, 20);
INSERT INTO "sync_scope" VALUES (3, 'enrollment', '3', 1795640702, NULL, 3, 21);
INSERT INTO "sync_scope" VALUES (3, 'group', '2', 1795640702, NULL, 3, 2);
INSERT INTO "sync_scope" VALUES (3, 'group', '3', 1795640702, NULL, 3, 0);
INSERT INTO "sync_scope" VALUES (3, 'item', '2', 1795640702, NULL, 3, 9);
INSERT INTO "sync_scope" VALUES (3, 'item', '3', 1795640702, NULL, 3, 6);
INSERT INTO "sync_scope" VALUES (3, 'lesson', '', 1795640702, NULL, 3, 3);
INSERT INTO "sync_scope" VALUES (3, 'lesson', '2', 1795640702, NULL, 3, 9);
INSERT INTO "sync_scope" VALUES (3, 'lesson', '3', 1795640702, NULL, 3, 8);
INSERT INTO "sync_scope" VALUES (3, 'org', '', 1795640702, NULL, 3, 9);
INSERT INTO "sync_scope" VALUES (3, 'course', '', 1795640702, NULL, 3, 2);
INSERT INTO "sync_scope" VALUES (3, 'user', '', 1795640702, NULL, 3, 20);
INSERT INTO "sync_run_scope" VALUES (1, 1, 'org', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 2427, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (2, 1, 'course', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 2824, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (3, 1, 'section', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 0, 0, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (4, 1, 'enrollment', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 6, 38676, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.007);
INSERT INTO "sync_run_scope" VALUES (5, 1, 'enrollment', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 21, 21, 0, NULL, NULL, NULL, 21, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (6, 1, 'user', NULL, NULL, 'complete', NULL, 0, NULL, 1, 4, 0, 0, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (7, 1, 'group', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 634, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (8, 1, 'item', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 17921, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (9, 1, 'item', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 6, 6, 0, NULL, NULL, NULL, 6, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (10, 1, 'lesson', 'course', NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 10930, 3, 3, 0, NULL, NULL, NULL, 3, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (11, 1, 'lesson', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 1, 10573, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (12, 1, 'lesson', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 8, 8, 0, NULL, NULL, NULL, 8, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (13, 2, 'org', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 2, 3741, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (14, 2, 'term', NULL, NULL, 'complete', NULL, 0, NULL, 1, 2, 2, 1360, 4, 4, 0, NULL, NULL, NULL, 4, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (15, 2, 'course', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 1815, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (16, 2, 'user', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 6056, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.005);
INSERT INTO "sync_run_scope" VALUES (17, 2, 'section', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 1, 265, 1, 1, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (18, 2, 'section', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 1, 269, 1, 1, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (19, 2, 'enrollment', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 1, 21413, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (20, 2, 'enrollment', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 1, 22481, 21, 21, 0, NULL, NULL, NULL, 21, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (21, 2, 'group', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 6036, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (22, 2, 'category', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 3, 6066, 1, 1, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (23, 2, 'item', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 4, 4, 0, NULL, NULL, NULL, 4, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (24, 2, 'category', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 3, 3739, 1, 1, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.004);
INSERT INTO "sync_run_scope" VALUES (25, 2, 'item', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (26, 2, 'lesson', 'course', NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 2262, 3, 3, 0, NULL, NULL, NULL, 3, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (27, 2, 'lesson', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 3, 16322, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.003);
INSERT INTO "sync_run_scope" VALUES (28, 2, 'lesson', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 8, 8, 0, NULL, NULL, NULL, 8, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (29, 3, 'org', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 2427, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (30, 3, 'course', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 2824, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.001);
INSERT INTO "sync_run_scope" VALUES (31, 3, 'section', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 0, 0, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (32, 3, 'enrollment', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 6, 38676, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.004);
INSERT INTO "sync_run_scope" VALUES (33, 3, 'enrollment', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 21, 21, 0, NULL, NULL, NULL, 21, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (34, 3, 'user', NULL, NULL, 'complete', NULL, 0, NULL, 1, 4, 0, 0, 20, 20, 0, NULL, NULL, NULL, 20, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (35, 3, 'group', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 634, 2, 2, 0, NULL, NULL, NULL, 2, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (36, 3, 'item', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 17921, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (37, 3, 'item', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 6, 6, 0, NULL, NULL, NULL, 6, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (38, 3, 'lesson', 'course', NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 10930, 3, 3, 0, NULL, NULL, NULL, 3, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (39, 3, 'lesson', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 1, 10573, 9, 9, 0, NULL, NULL, NULL, 9, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (40, 3, 'lesson', 'course', '3', 'complete', NULL, 0, NULL, 1, 1, 0, 0, 8, 8, 0, NULL, NULL, NULL, 8, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (41, 4, 'enrollment', 'course', '2', 'held', NULL, 0, NULL, 1, 1, 6, 17480, 10, 10, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0.004);
INSERT INTO "sync_run_scope" VALUES (42, 4, 'enrollment', 'course', '3', 'held', NULL, 0, NULL, 1, 1, 0, 0, 10, 10, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0.0);
INSERT INTO "sync_run_scope" VALUES (43, 4, 'group', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 612, 2, 2, 0, NULL, NULL, NULL, 0, 2, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (44, 5, 'user', NULL, NULL, 'complete', NULL, 0, NULL, 1, 1, 1, 6348, 21, 21, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.004);
INSERT INTO "sync_run_scope" VALUES (45, 5, 'enrollment', 'course', '2', 'held', NULL, 0, NULL, 1, 1, 1, 11581, 11, 11, 0, NULL, NULL, NULL, 1, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (46, 5, 'enrollment', 'course', '3', 'held', NULL, 0, NULL, 1, 1, 1, 10514, 10, 10, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0.002);
INSERT INTO "sync_run_scope" VALUES (47, 5, 'group', 'course', '2', 'complete', NULL, 0, NULL, 1, 1, 2, 3402, 2, 2, 0, NULL, NULL, NULL, 0, 2, 0, 0, 0.001);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('sync_run', 5);
INSERT INTO "sqlite_sequence" VALUES ('change', 336);
CREATE VIRTUAL TABLE org_search USING fts5(search_text, content='org', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO org_search(org_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE term_search USING fts5(search_text, content='term', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO term_search(term_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE course_search USING fts5(search_text, content='course', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO course_search(course_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE section_search USING fts5(search_text, content='section', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO section_search(section_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE user_search USING fts5(search_text, content='user', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO user_search(user_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE course_group_search USING fts5(search_text, content='course_group', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO course_group_search(course_group_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE category_search USING fts5(search_text, content='category', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO category_search(category_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE item_search USING fts5(search_text, content='item', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO item_search(item_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE lesson_search USING fts5(search_text, content='lesson', content_rowid='id', tokenize='trigram', columnsize=0);
INSERT INTO lesson_search(lesson_search) VALUES ('rebuild');
CREATE INDEX ix_attendance_changed_at ON attendance (changed_at, id);
CREATE INDEX ix_attendance_lesson ON attendance (lesson_id);
CREATE INDEX ix_attendance_user ON attendance (user_id);
CREATE INDEX ix_category_changed_at ON category (changed_at, id);
CREATE INDEX ix_category_course ON category (course_id);
CREATE INDEX ix_course_changed_at ON course (changed_at, id);
CREATE INDEX ix_course_sort ON course (sort_key, id);
CREATE INDEX ix_course_group_changed_at ON course_group (changed_at, id);
CREATE INDEX ix_course_group_course ON course_group (course_id);
CREATE INDEX ix_enrollment_changed_at ON enrollment (changed_at, id);
CREATE INDEX ix_enrollment_course ON enrollment (course_id, role);
CREATE INDEX ix_enrollment_user ON enrollment (user_id);
CREATE INDEX ix_group_member_user ON group_member (user_id);
CREATE INDEX ix_item_changed_at ON item (changed_at, id);
CREATE INDEX ix_item_course ON item (course_id);
CREATE INDEX ix_item_due ON item (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ix_lesson_changed_at ON lesson (changed_at, id);
CREATE INDEX ix_lesson_course ON lesson (course_id, starts_at);
CREATE INDEX ix_lesson_starts ON lesson (starts_at, id);
CREATE INDEX ix_org_changed_at ON org (changed_at, id);
CREATE INDEX ix_section_changed_at ON section (changed_at, id);
CREATE INDEX ix_section_course ON section (course_id);
CREATE INDEX ix_submission_changed_at ON submission (changed_at, id);
CREATE INDEX ix_submission_item ON submission (item_id);
CREATE INDEX ix_submission_user ON submission (user_id);
CREATE INDEX ix_term_changed_at ON term (changed_at, id);
CREATE INDEX ix_user_changed_at ON user (changed_at, id);
CREATE INDEX ix_user_sis_id ON user (connection_id, sis_id) WHERE sis_id IS NOT NULL;
CREATE INDEX ix_user_sort ON user (sort_key, id);
CREATE INDEX ix_user_students ON user (sort_key, id) WHERE student_courses > 0;
CREATE INDEX ix_user_teachers ON user (sort_key, id) WHERE teacher_courses > 0;
CREATE INDEX ix_held_removal_connection ON held_removal (connection_id, state);
CREATE INDEX ix_sync_run_connection ON sync_run (connection_id, id);
CREATE INDEX ix_sync_run_waiting ON sync_run (state) WHERE state IN ('queued', 'running');
CREATE INDEX ix_sync_run_scope_run ON sync_run_scope (run_id);
CREATE TRIGGER org_search_added AFTER INSERT ON "org" BEGIN INSERT INTO org_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER org_search_gone AFTER DELETE ON "org" BEGIN INSERT INTO org_search(org_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER org_search_changed AFTER UPDATE OF search_text ON "org" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO org_search(org_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO org_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER term_search_added AFTER INSERT ON "term" BEGIN INSERT INTO term_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER term_search_gone AFTER DELETE ON "term" BEGIN INSERT INTO term_search(term_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER term_search_changed AFTER UPDATE OF search_text ON "term" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO term_search(term_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO term_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER course_search_added AFTER INSERT ON "course" BEGIN INSERT INTO course_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER course_search_gone AFTER DELETE ON "course" BEGIN INSERT INTO course_search(course_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER course_search_changed AFTER UPDATE OF search_text ON "course" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO course_search(course_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO course_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER section_search_added AFTER INSERT ON "section" BEGIN INSERT INTO section_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER section_search_gone AFTER DELETE ON "section" BEGIN INSERT INTO section_search(section_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER section_search_changed AFTER UPDATE OF search_text ON "section" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO section_search(section_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO section_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER user_search_added AFTER INSERT ON "user" BEGIN INSERT INTO user_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER user_search_gone AFTER DELETE ON "user" BEGIN INSERT INTO user_search(user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER user_search_changed AFTER UPDATE OF search_text ON "user" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO user_search(user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO user_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER course_group_search_added AFTER INSERT ON "course_group" BEGIN INSERT INTO course_group_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER course_group_search_gone AFTER DELETE ON "course_group" BEGIN INSERT INTO course_group_search(course_group_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER course_group_search_changed AFTER UPDATE OF search_text ON "course_group" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO course_group_search(course_group_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO course_group_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER category_search_added AFTER INSERT ON "category" BEGIN INSERT INTO category_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER category_search_gone AFTER DELETE ON "category" BEGIN INSERT INTO category_search(category_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER category_search_changed AFTER UPDATE OF search_text ON "category" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO category_search(category_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO category_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER item_search_added AFTER INSERT ON "item" BEGIN INSERT INTO item_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER item_search_gone AFTER DELETE ON "item" BEGIN INSERT INTO item_search(item_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER item_search_changed AFTER UPDATE OF search_text ON "item" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO item_search(item_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO item_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER lesson_search_added AFTER INSERT ON "lesson" BEGIN INSERT INTO lesson_search(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER lesson_search_gone AFTER DELETE ON "lesson" BEGIN INSERT INTO lesson_search(lesson_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER lesson_search_changed AFTER UPDATE OF search_text ON "lesson" WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO lesson_search(lesson_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); INSERT INTO lesson_search(rowid, search_text) VALUES (new.id, new.search_text); END;
COMMIT;

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Repositories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "Files",
                table: "revision",
                newName: "Pages");

            migrationBuilder.AddColumn<int>(
                name: "FileCount",
                table: "revision",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "Size",
                table: "revision",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "CardData",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedAt",
                table: "repository",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Downloads",
                table: "repository",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "Gated",
                table: "repository",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Slug",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "UpdatedAt",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<string>(
                name: "Limits",
                table: "access_token",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_request",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Purpose = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_request", x => new { x.Kind, x.InstitutionId, x.Name, x.PersonId });
                    table.ForeignKey(
                        name: "FK_access_request_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_access_request_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            // The key is all there is to it: without a row number beside it the table takes half the room.
            migrationBuilder.Sql(
                """
                CREATE TABLE chunk (
                    Prefix INTEGER NOT NULL, XorbId INTEGER NOT NULL, Position INTEGER NOT NULL,
                    CONSTRAINT PK_chunk PRIMARY KEY (Prefix, XorbId, Position)) WITHOUT ROWID;
                """);

            migrationBuilder.CreateTable(
                name: "collect_round",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    Contents = table.Column<int>(type: "INTEGER", nullable: false),
                    Xorbs = table.Column<int>(type: "INTEGER", nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Strays = table.Column<int>(type: "INTEGER", nullable: false),
                    Postponed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_collect_round", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "content",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    XetHash = table.Column<string>(type: "TEXT", nullable: false),
                    GitBlob = table.Column<string>(type: "TEXT", nullable: true),
                    Terms = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UnusedSince = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content", x => x.Sha256);
                });

            migrationBuilder.CreateTable(
                name: "content_release",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content_release", x => new { x.Kind, x.InstitutionId, x.Name, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_content_release_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "experiment",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Visibility = table.Column<int>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_experiment", x => x.Number);
                    table.ForeignKey(
                        name: "FK_experiment_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "file_page",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_file_page", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "model_alias",
                columns: table => new
                {
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    Alias = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_alias", x => new { x.InstitutionId, x.Model, x.Alias });
                });

            migrationBuilder.CreateTable(
                name: "model_tag",
                columns: table => new
                {
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_tag", x => new { x.InstitutionId, x.Model, x.Version, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "model_version",
                columns: table => new
                {
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    RunId = table.Column<string>(type: "TEXT", nullable: true),
                    RunLink = table.Column<string>(type: "TEXT", nullable: true),
                    ModelId = table.Column<string>(type: "TEXT", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Stage = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_version", x => new { x.InstitutionId, x.Model, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "quota",
                columns: table => new
                {
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    LimitBytes = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quota", x => x.InstitutionId);
                    table.ForeignKey(
                        name: "FK_quota_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_commit",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", nullable: false),
                    Parent = table.Column<string>(type: "TEXT", nullable: true),
                    Depth = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_commit", x => new { x.Kind, x.InstitutionId, x.Name, x.Oid });
                    table.ForeignKey(
                        name: "FK_repository_commit_revision_Kind_InstitutionId_Name_Revision",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name, x.Revision },
                        principalTable: "revision",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name", "Hash" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_name",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_name", x => new { x.Kind, x.InstitutionId, x.Slug });
                    table.ForeignKey(
                        name: "FK_repository_name_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_ref",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Ref = table.Column<string>(type: "TEXT", nullable: false),
                    IsTag = table.Column<bool>(type: "INTEGER", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_ref", x => new { x.Kind, x.InstitutionId, x.Name, x.Ref });
                    table.ForeignKey(
                        name: "FK_repository_ref_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "xorb",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    File = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Size = table.Column<int>(type: "INTEGER", nullable: false),
                    Chunks = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NeededAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HiddenAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_xorb", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "brought_content",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_brought_content", x => new { x.PersonId, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_brought_content_content_Sha256",
                        column: x => x.Sha256,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "content_check",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Extension = table.Column<string>(type: "TEXT", nullable: false),
                    Worst = table.Column<int>(type: "INTEGER", nullable: true),
                    Findings = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content_check", x => new { x.Sha256, x.Extension });
                    table.ForeignKey(
                        name: "FK_content_check_content_Sha256",
                        column: x => x.Sha256,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_content",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_content", x => new { x.Kind, x.InstitutionId, x.Name, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_repository_content_content_Sha256",
                        column: x => x.Sha256,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_repository_content_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_artifact",
                columns: table => new
                {
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_artifact", x => new { x.Owner, x.Path });
                    table.ForeignKey(
                        name: "FK_run_artifact_content_Hash",
                        column: x => x.Hash,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "experiment_tag",
                columns: table => new
                {
                    Experiment = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_experiment_tag", x => new { x.Experiment, x.Key });
                    table.ForeignKey(
                        name: "FK_experiment_tag_experiment_Experiment",
                        column: x => x.Experiment,
                        principalTable: "experiment",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "logged_model",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Experiment = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ModelType = table.Column<string>(type: "TEXT", nullable: true),
                    SourceRun = table.Column<string>(type: "TEXT", nullable: true),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Params = table.Column<string>(type: "TEXT", nullable: false),
                    Tags = table.Column<string>(type: "TEXT", nullable: false),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_logged_model", x => x.Id);
                    table.ForeignKey(
                        name: "FK_logged_model_experiment_Experiment",
                        column: x => x.Experiment,
                        principalTable: "experiment",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", nullable: true),
                    Experiment = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", nullable: false),
                    StartTime = table.Column<long>(type: "INTEGER", nullable: false),
                    EndTime = table.Column<long>(type: "INTEGER", nullable: true),
                    Deleted = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run", x => x.Number);
                    table.ForeignKey(
                        name: "FK_run_experiment_Experiment",
                        column: x => x.Experiment,
                        principalTable: "experiment",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "xorb_damage",
                columns: table => new
                {
                    XorbId = table.Column<long>(type: "INTEGER", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Chunks = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_xorb_damage", x => x.XorbId);
                    table.ForeignKey(
                        name: "FK_xorb_damage_xorb_XorbId",
                        column: x => x.XorbId,
                        principalTable: "xorb",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_input",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Digest = table.Column<string>(type: "TEXT", nullable: false),
                    SourceType = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Schema = table.Column<string>(type: "TEXT", nullable: true),
                    Profile = table.Column<string>(type: "TEXT", nullable: true),
                    Tags = table.Column<string>(type: "TEXT", nullable: false),
                    Node = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_input", x => new { x.Run, x.Name, x.Digest });
                    table.ForeignKey(
                        name: "FK_run_input_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_latest",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false),
                    Timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<double>(type: "REAL", nullable: false),
                    IsNan = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_latest", x => new { x.Run, x.Key });
                    table.ForeignKey(
                        name: "FK_run_latest_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_metric",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false),
                    Timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Value = table.Column<double>(type: "REAL", nullable: false),
                    IsNan = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_metric", x => new { x.Run, x.Key, x.Step, x.Timestamp, x.Value, x.IsNan });
                    table.ForeignKey(
                        name: "FK_run_metric_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_model",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<string>(type: "TEXT", nullable: false),
                    IsOutput = table.Column<bool>(type: "INTEGER", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_model", x => new { x.Run, x.ModelId, x.IsOutput });
                    table.ForeignKey(
                        name: "FK_run_model_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_param",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_param", x => new { x.Run, x.Key });
                    table.ForeignKey(
                        name: "FK_run_param_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_tag",
                columns: table => new
                {
                    Run = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_tag", x => new { x.Run, x.Key });
                    table.ForeignKey(
                        name: "FK_run_tag_run_Run",
                        column: x => x.Run,
                        principalTable: "run",
                        principalColumn: "Number",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "content_damage",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    XorbId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content_damage", x => new { x.Sha256, x.XorbId });
                    table.ForeignKey(
                        name: "FK_content_damage_content_Sha256",
                        column: x => x.Sha256,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_content_damage_xorb_damage_XorbId",
                        column: x => x.XorbId,
                        principalTable: "xorb_damage",
                        principalColumn: "XorbId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_repository_UpdatedAt",
                table: "repository",
                column: "UpdatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_access_request_PersonId",
                table: "access_request",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_brought_content_Sha256",
                table: "brought_content",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_content_UnusedSince",
                table: "content",
                column: "UnusedSince",
                filter: "UnusedSince IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_content_XetHash",
                table: "content",
                column: "XetHash");

            migrationBuilder.CreateIndex(
                name: "IX_content_damage_XorbId",
                table: "content_damage",
                column: "XorbId");

            migrationBuilder.CreateIndex(
                name: "IX_experiment_InstitutionId_Name",
                table: "experiment",
                columns: new[] { "InstitutionId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_logged_model_Experiment_CreatedAt",
                table: "logged_model",
                columns: new[] { "Experiment", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_model_version_RunId",
                table: "model_version",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_repository_commit_Kind_InstitutionId_Name_Revision",
                table: "repository_commit",
                columns: new[] { "Kind", "InstitutionId", "Name", "Revision" });

            migrationBuilder.CreateIndex(
                name: "IX_repository_content_Sha256",
                table: "repository_content",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_repository_name_Kind_InstitutionId_Name",
                table: "repository_name",
                columns: new[] { "Kind", "InstitutionId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_run_Experiment_StartTime_Id",
                table: "run",
                columns: new[] { "Experiment", "StartTime", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_run_Id",
                table: "run",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_run_artifact_Hash",
                table: "run_artifact",
                column: "Hash");

            migrationBuilder.CreateIndex(
                name: "IX_xorb_CheckedAt",
                table: "xorb",
                column: "CheckedAt");

            migrationBuilder.CreateIndex(
                name: "IX_xorb_File",
                table: "xorb",
                column: "File",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_xorb_Hash",
                table: "xorb",
                column: "Hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_request");

            migrationBuilder.DropTable(
                name: "brought_content");

            migrationBuilder.DropTable(
                name: "chunk");

            migrationBuilder.DropTable(
                name: "collect_round");

            migrationBuilder.DropTable(
                name: "content_check");

            migrationBuilder.DropTable(
                name: "content_damage");

            migrationBuilder.DropTable(
                name: "content_release");

            migrationBuilder.DropTable(
                name: "experiment_tag");

            migrationBuilder.DropTable(
                name: "file_page");

            migrationBuilder.DropTable(
                name: "logged_model");

            migrationBuilder.DropTable(
                name: "model_alias");

            migrationBuilder.DropTable(
                name: "model_tag");

            migrationBuilder.DropTable(
                name: "model_version");

            migrationBuilder.DropTable(
                name: "quota");

            migrationBuilder.DropTable(
                name: "repository_commit");

            migrationBuilder.DropTable(
                name: "repository_content");

            migrationBuilder.DropTable(
                name: "repository_name");

            migrationBuilder.DropTable(
                name: "repository_ref");

            migrationBuilder.DropTable(
                name: "run_artifact");

            migrationBuilder.DropTable(
                name: "run_input");

            migrationBuilder.DropTable(
                name: "run_latest");

            migrationBuilder.DropTable(
                name: "run_metric");

            migrationBuilder.DropTable(
                name: "run_model");

            migrationBuilder.DropTable(
                name: "run_param");

            migrationBuilder.DropTable(
                name: "run_tag");

            migrationBuilder.DropTable(
                name: "xorb_damage");

            migrationBuilder.DropTable(
                name: "content");

            migrationBuilder.DropTable(
                name: "run");

            migrationBuilder.DropTable(
                name: "xorb");

            migrationBuilder.DropTable(
                name: "experiment");

            migrationBuilder.DropIndex(
                name: "IX_repository_UpdatedAt",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "FileCount",
                table: "revision");

            migrationBuilder.DropColumn(
                name: "Size",
                table: "revision");

            migrationBuilder.DropColumn(
                name: "CardData",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Downloads",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Gated",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Slug",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "UpdatedAt",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Limits",
                table: "access_token");

            migrationBuilder.RenameColumn(
                name: "Pages",
                table: "revision",
                newName: "Files");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Projects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A quota's owner is a node from now on, an institution's or a project's: a new table, since rows may not change while the old key holds.
            migrationBuilder.CreateTable(
                name: "storage_quota",
                columns: table => new
                {
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    LimitBytes = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table => table.PrimaryKey("PK_storage_quota", x => x.Owner));

            migrationBuilder.Sql("INSERT INTO storage_quota (Owner, LimitBytes) SELECT 'institution:' || InstitutionId, LimitBytes FROM quota");

            migrationBuilder.DropTable(
                name: "quota");

            migrationBuilder.AddColumn<string>(
                name: "ProjectId",
                table: "repository",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProjectId",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Country",
                table: "institution",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "institution",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProjectId",
                table: "access_token",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "project",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    TitleJa = table.Column<string>(type: "TEXT", nullable: false),
                    TitleEn = table.Column<string>(type: "TEXT", nullable: false),
                    Summary = table.Column<string>(type: "TEXT", nullable: false),
                    Layers = table.Column<string>(type: "TEXT", nullable: false),
                    Modalities = table.Column<string>(type: "TEXT", nullable: false),
                    Aim = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClosedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project", x => x.Id);
                    table.ForeignKey(
                        name: "FK_project_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ethics_approval",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", nullable: false),
                    Committee = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RegisteredBy = table.Column<string>(type: "TEXT", nullable: false),
                    RegisteredAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ConfirmedBy = table.Column<string>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ethics_approval", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ethics_approval_person_ConfirmedBy",
                        column: x => x.ConfirmedBy,
                        principalTable: "person",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_ethics_approval_person_RegisteredBy",
                        column: x => x.RegisteredBy,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ethics_approval_project_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "project_member",
                columns: table => new
                {
                    ProjectId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_member", x => new { x.ProjectId, x.PersonId });
                    table.ForeignKey(
                        name: "FK_project_member_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_project_member_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_project_member_project_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_repository_ProjectId",
                table: "repository",
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_job_ProjectId",
                table: "job",
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_ethics_approval_ConfirmedBy",
                table: "ethics_approval",
                column: "ConfirmedBy");

            migrationBuilder.CreateIndex(
                name: "IX_ethics_approval_ProjectId",
                table: "ethics_approval",
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_ethics_approval_RegisteredBy",
                table: "ethics_approval",
                column: "RegisteredBy");

            migrationBuilder.CreateIndex(
                name: "IX_ethics_approval_Until",
                table: "ethics_approval",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_project_CreatedAt",
                table: "project",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_project_InstitutionId",
                table: "project",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_project_member_InstitutionId",
                table: "project_member",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_project_member_PersonId",
                table: "project_member",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ethics_approval");

            migrationBuilder.DropTable(
                name: "project_member");

            migrationBuilder.DropTable(
                name: "project");

            migrationBuilder.DropIndex(
                name: "IX_repository_ProjectId",
                table: "repository");

            migrationBuilder.DropIndex(
                name: "IX_job_ProjectId",
                table: "job");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Country",
                table: "institution");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "institution");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "access_token");

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

            migrationBuilder.Sql("INSERT INTO quota (InstitutionId, LimitBytes) SELECT substr(Owner, 13), LimitBytes FROM storage_quota WHERE Owner LIKE 'institution:%'");

            migrationBuilder.DropTable(
                name: "storage_quota");
        }
    }
}

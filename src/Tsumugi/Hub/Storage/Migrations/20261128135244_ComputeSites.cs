using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ComputeSites : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "EngineJobId",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Failure",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "HandedAt",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Nodes",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NotBefore",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PlacementEn",
                table: "job",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "PlacementJa",
                table: "job",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Resources",
                table: "job",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "SiteId",
                table: "job",
                type: "TEXT",
                nullable: false,
                // Whatever ran before there were sites ran on the hub's own machine.
                defaultValue: "local");

            migrationBuilder.CreateTable(
                name: "compute_site",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    NameJa = table.Column<string>(type: "TEXT", nullable: false),
                    NameEn = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: true),
                    Engine = table.Column<string>(type: "TEXT", nullable: false),
                    Open = table.Column<bool>(type: "INTEGER", nullable: false),
                    Slurm = table.Column<string>(type: "TEXT", nullable: true),
                    ProtectedSecret = table.Column<string>(type: "TEXT", nullable: true),
                    SecretUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Partitions = table.Column<string>(type: "TEXT", nullable: false),
                    Prices = table.Column<string>(type: "TEXT", nullable: false),
                    Policies = table.Column<string>(type: "TEXT", nullable: false),
                    Maintenance = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_compute_site", x => x.Id);
                    table.ForeignKey(
                        name: "FK_compute_site_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "compute_usage",
                columns: table => new
                {
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    EngineJobId = table.Column<string>(type: "TEXT", nullable: false),
                    Run = table.Column<int>(type: "INTEGER", nullable: false),
                    JobId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Measure = table.Column<string>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Credits = table.Column<decimal>(type: "TEXT", nullable: false),
                    SettledAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_compute_usage", x => new { x.SiteId, x.EngineJobId, x.Run });
                    table.ForeignKey(
                        name: "FK_compute_usage_job_JobId",
                        column: x => x.JobId,
                        principalTable: "job",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_job_SiteId_HandedAt",
                table: "job",
                columns: new[] { "SiteId", "HandedAt" },
                filter: "HandedAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_job_SiteId_State_CreatedAt",
                table: "job",
                columns: new[] { "SiteId", "State", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_compute_site_InstitutionId",
                table: "compute_site",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_compute_usage_EndedAt",
                table: "compute_usage",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_compute_usage_JobId",
                table: "compute_usage",
                column: "JobId");

            migrationBuilder.CreateIndex(
                name: "IX_compute_usage_SiteId_EndedAt",
                table: "compute_usage",
                columns: new[] { "SiteId", "EndedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "compute_site");

            migrationBuilder.DropTable(
                name: "compute_usage");

            migrationBuilder.DropIndex(
                name: "IX_job_SiteId_HandedAt",
                table: "job");

            migrationBuilder.DropIndex(
                name: "IX_job_SiteId_State_CreatedAt",
                table: "job");

            migrationBuilder.DropColumn(
                name: "EngineJobId",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Failure",
                table: "job");

            migrationBuilder.DropColumn(
                name: "HandedAt",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Nodes",
                table: "job");

            migrationBuilder.DropColumn(
                name: "NotBefore",
                table: "job");

            migrationBuilder.DropColumn(
                name: "PlacementEn",
                table: "job");

            migrationBuilder.DropColumn(
                name: "PlacementJa",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Resources",
                table: "job");

            migrationBuilder.DropColumn(
                name: "SiteId",
                table: "job");
        }
    }
}

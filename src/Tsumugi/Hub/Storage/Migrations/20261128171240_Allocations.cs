using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Allocations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AllocationId",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Borne",
                table: "job",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Reserved",
                table: "job",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Spent",
                table: "job",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Unbilled",
                table: "job",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "compute_allocation",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: true),
                    PersonId = table.Column<string>(type: "TEXT", nullable: true),
                    Exploratory = table.Column<bool>(type: "INTEGER", nullable: false),
                    Sites = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_compute_allocation", x => x.Id);
                    table.ForeignKey(
                        name: "FK_compute_allocation_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_compute_allocation_project_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "project",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "ledger_balance",
                columns: table => new
                {
                    AllocationId = table.Column<string>(type: "TEXT", nullable: false),
                    Programme = table.Column<long>(type: "INTEGER", nullable: false),
                    Available = table.Column<long>(type: "INTEGER", nullable: false),
                    Reserved = table.Column<long>(type: "INTEGER", nullable: false),
                    Spent = table.Column<long>(type: "INTEGER", nullable: false),
                    Borne = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_balance", x => x.AllocationId);
                });

            migrationBuilder.CreateTable(
                name: "ledger_posting",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    AllocationId = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: false),
                    To = table.Column<string>(type: "TEXT", nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    JobId = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_posting", x => x.Seq);
                });

            migrationBuilder.CreateIndex(
                name: "IX_job_AllocationId",
                table: "job",
                column: "AllocationId",
                filter: "AllocationId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_job_FinishedAt",
                table: "job",
                column: "FinishedAt",
                filter: "Reserved > 0");

            migrationBuilder.CreateIndex(
                name: "IX_compute_allocation_PersonId",
                table: "compute_allocation",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_compute_allocation_ProjectId",
                table: "compute_allocation",
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_compute_allocation_Until",
                table: "compute_allocation",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_posting_AllocationId_At",
                table: "ledger_posting",
                columns: new[] { "AllocationId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_posting_JobId",
                table: "ledger_posting",
                column: "JobId",
                filter: "JobId IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "compute_allocation");

            migrationBuilder.DropTable(
                name: "ledger_balance");

            migrationBuilder.DropTable(
                name: "ledger_posting");

            migrationBuilder.DropIndex(
                name: "IX_job_AllocationId",
                table: "job");

            migrationBuilder.DropIndex(
                name: "IX_job_FinishedAt",
                table: "job");

            migrationBuilder.DropColumn(
                name: "AllocationId",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Borne",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Reserved",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Spent",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Unbilled",
                table: "job");
        }
    }
}

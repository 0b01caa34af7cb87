using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Sweeps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "After",
                table: "job",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "Point",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SweepId",
                table: "job",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "sweep",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    RecipeName = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: true),
                    Method = table.Column<string>(type: "TEXT", nullable: false),
                    Metric = table.Column<string>(type: "TEXT", nullable: false),
                    Goal = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sweep", x => x.Id);
                    table.ForeignKey(
                        name: "FK_sweep_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_sweep_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_job_SweepId",
                table: "job",
                column: "SweepId",
                filter: "SweepId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_sweep_CreatedAt",
                table: "sweep",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_sweep_InstitutionId",
                table: "sweep",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_sweep_PersonId",
                table: "sweep",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sweep");

            migrationBuilder.DropIndex(
                name: "IX_job_SweepId",
                table: "job");

            migrationBuilder.DropColumn(
                name: "After",
                table: "job");

            migrationBuilder.DropColumn(
                name: "Point",
                table: "job");

            migrationBuilder.DropColumn(
                name: "SweepId",
                table: "job");
        }
    }
}

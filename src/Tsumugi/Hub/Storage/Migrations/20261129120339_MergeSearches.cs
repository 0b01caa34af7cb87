using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class MergeSearches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "merge_search",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: true),
                    Request = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    ReasonJa = table.Column<string>(type: "TEXT", nullable: true),
                    ReasonEn = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merge_search", x => x.Id);
                    table.ForeignKey(
                        name: "FK_merge_search_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_merge_search_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "merge_search_evaluation",
                columns: table => new
                {
                    SearchId = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    Values = table.Column<string>(type: "TEXT", nullable: false),
                    MergeJob = table.Column<string>(type: "TEXT", nullable: true),
                    BenchmarkJob = table.Column<string>(type: "TEXT", nullable: true),
                    Ended = table.Column<bool>(type: "INTEGER", nullable: false),
                    Value = table.Column<double>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merge_search_evaluation", x => new { x.SearchId, x.Number });
                    table.ForeignKey(
                        name: "FK_merge_search_evaluation_merge_search_SearchId",
                        column: x => x.SearchId,
                        principalTable: "merge_search",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_merge_search_CreatedAt",
                table: "merge_search",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_merge_search_InstitutionId",
                table: "merge_search",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_merge_search_PersonId",
                table: "merge_search",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_merge_search_State",
                table: "merge_search",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "merge_search_evaluation");

            migrationBuilder.DropTable(
                name: "merge_search");
        }
    }
}

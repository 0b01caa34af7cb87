using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Indicators : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "evaluation_sheet",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Texts = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evaluation_sheet", x => new { x.Kind, x.Year });
                });

            migrationBuilder.CreateTable(
                name: "frozen_year",
                columns: table => new
                {
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Record = table.Column<long>(type: "INTEGER", nullable: false),
                    Document = table.Column<string>(type: "TEXT", nullable: false),
                    KeyId = table.Column<string>(type: "TEXT", nullable: false),
                    Signature = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_frozen_year", x => x.Year);
                });

            migrationBuilder.CreateTable(
                name: "indicator_definition",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    CountedTo = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indicator_definition", x => x.Id);
                });

            // Their rows lie in their keys: without row ids they take half of the room.
            migrationBuilder.Sql("CREATE TABLE indicator_row (\"Definition\" INTEGER NOT NULL, \"Quarter\" INTEGER NOT NULL, \"Record\" INTEGER NOT NULL, \"Institution\" INTEGER NOT NULL, \"Project\" INTEGER NOT NULL, \"Counted\" INTEGER NOT NULL, \"Times\" INTEGER NOT NULL, CONSTRAINT PK_indicator_row PRIMARY KEY (\"Definition\", \"Quarter\", \"Record\", \"Institution\", \"Project\", \"Counted\")) WITHOUT ROWID;");

            migrationBuilder.Sql("CREATE TABLE indicator_sum (\"Definition\" INTEGER NOT NULL, \"Quarter\" INTEGER NOT NULL, \"Institution\" INTEGER NOT NULL, \"Project\" INTEGER NOT NULL, \"Rows\" INTEGER NOT NULL, \"Times\" INTEGER NOT NULL, CONSTRAINT PK_indicator_sum PRIMARY KEY (\"Definition\", \"Quarter\", \"Institution\", \"Project\")) WITHOUT ROWID;");

            migrationBuilder.CreateTable(
                name: "indicator_target",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Year = table.Column<int>(type: "INTEGER", nullable: false),
                    Value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indicator_target", x => new { x.Name, x.Year });
                });

            migrationBuilder.CreateTable(
                name: "indicator_text",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indicator_text", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_indicator_definition_Name_Version",
                table: "indicator_definition",
                columns: new[] { "Name", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "indicator_row_institution",
                table: "indicator_row",
                columns: new[] { "Definition", "Institution", "Quarter", "Record" });

            migrationBuilder.CreateIndex(
                name: "indicator_row_project",
                table: "indicator_row",
                columns: new[] { "Definition", "Project", "Quarter", "Record" });

            migrationBuilder.CreateIndex(
                name: "IX_indicator_text_Text",
                table: "indicator_text",
                column: "Text",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "evaluation_sheet");

            migrationBuilder.DropTable(
                name: "frozen_year");

            migrationBuilder.DropTable(
                name: "indicator_definition");

            migrationBuilder.DropTable(
                name: "indicator_row");

            migrationBuilder.DropTable(
                name: "indicator_sum");

            migrationBuilder.DropTable(
                name: "indicator_target");

            migrationBuilder.DropTable(
                name: "indicator_text");
        }
    }
}

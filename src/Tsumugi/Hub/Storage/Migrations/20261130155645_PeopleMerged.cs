using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class PeopleMerged : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "MergedInto",
                table: "person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "person_merge",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    KeptId = table.Column<string>(type: "TEXT", nullable: false),
                    GoneId = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    MergedBy = table.Column<string>(type: "TEXT", nullable: false),
                    MergedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Moved = table.Column<string>(type: "TEXT", nullable: false),
                    Taken = table.Column<string>(type: "TEXT", nullable: false),
                    UndoneBy = table.Column<string>(type: "TEXT", nullable: true),
                    UndoneAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_person_merge", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_person_MergedInto",
                table: "person",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_person_merge_GoneId",
                table: "person_merge",
                column: "GoneId");

            migrationBuilder.CreateIndex(
                name: "IX_person_merge_KeptId",
                table: "person_merge",
                column: "KeptId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "person_merge");

            migrationBuilder.DropIndex(
                name: "IX_person_MergedInto",
                table: "person");

            migrationBuilder.DropColumn(
                name: "MergedInto",
                table: "person");
        }
    }
}

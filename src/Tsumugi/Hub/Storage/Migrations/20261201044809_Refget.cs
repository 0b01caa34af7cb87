using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Refget : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "refget_file",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Sequences = table.Column<int>(type: "INTEGER", nullable: false),
                    Fault = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refget_file", x => x.Sha256);
                });

            migrationBuilder.CreateTable(
                name: "refget_sequence",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    IsCircular = table.Column<bool>(type: "INTEGER", nullable: false),
                    Length = table.Column<long>(type: "INTEGER", nullable: false),
                    Md5 = table.Column<string>(type: "TEXT", nullable: false),
                    Ga4gh = table.Column<string>(type: "TEXT", nullable: false),
                    Offset = table.Column<long>(type: "INTEGER", nullable: false),
                    LineLetters = table.Column<int>(type: "INTEGER", nullable: false),
                    LineBytes = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refget_sequence", x => new { x.Sha256, x.Number });
                });

            migrationBuilder.CreateIndex(
                name: "IX_refget_file_ReadAt_AddedAt",
                table: "refget_file",
                columns: new[] { "ReadAt", "AddedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_refget_sequence_Ga4gh",
                table: "refget_sequence",
                column: "Ga4gh");

            migrationBuilder.CreateIndex(
                name: "IX_refget_sequence_Md5",
                table: "refget_sequence",
                column: "Md5");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "refget_file");

            migrationBuilder.DropTable(
                name: "refget_sequence");
        }
    }
}

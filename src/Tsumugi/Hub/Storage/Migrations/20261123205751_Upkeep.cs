using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Upkeep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "CheckedAt",
                table: "xorb",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "File",
                table: "xorb",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "HiddenAt",
                table: "xorb",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NeededAt",
                table: "xorb",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "UnusedSince",
                table: "content",
                type: "TEXT",
                nullable: true);

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
                name: "IX_xorb_CheckedAt",
                table: "xorb",
                column: "CheckedAt");

            migrationBuilder.CreateIndex(
                name: "IX_xorb_File",
                table: "xorb",
                column: "File",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_run_artifact_Hash",
                table: "run_artifact",
                column: "Hash");

            migrationBuilder.CreateIndex(
                name: "IX_content_UnusedSince",
                table: "content",
                column: "UnusedSince",
                filter: "UnusedSince IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_content_damage_XorbId",
                table: "content_damage",
                column: "XorbId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "collect_round");

            migrationBuilder.DropTable(
                name: "content_damage");

            migrationBuilder.DropTable(
                name: "quota");

            migrationBuilder.DropTable(
                name: "xorb_damage");

            migrationBuilder.DropIndex(
                name: "IX_xorb_CheckedAt",
                table: "xorb");

            migrationBuilder.DropIndex(
                name: "IX_xorb_File",
                table: "xorb");

            migrationBuilder.DropIndex(
                name: "IX_run_artifact_Hash",
                table: "run_artifact");

            migrationBuilder.DropIndex(
                name: "IX_content_UnusedSince",
                table: "content");

            migrationBuilder.DropColumn(
                name: "CheckedAt",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "File",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "HiddenAt",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "NeededAt",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "UnusedSince",
                table: "content");
        }
    }
}

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
            migrationBuilder.DropForeignKey(
                name: "FK_brought_content_content_Sha256",
                table: "brought_content");

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

            migrationBuilder.CreateIndex(
                name: "IX_run_artifact_Hash",
                table: "run_artifact",
                column: "Hash");

            migrationBuilder.CreateIndex(
                name: "IX_content_UnusedSince",
                table: "content",
                column: "UnusedSince",
                filter: "UnusedSince IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_brought_content_content_Sha256",
                table: "brought_content",
                column: "Sha256",
                principalTable: "content",
                principalColumn: "Sha256",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_repository_content_content_Sha256",
                table: "repository_content",
                column: "Sha256",
                principalTable: "content",
                principalColumn: "Sha256",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_run_artifact_content_Hash",
                table: "run_artifact",
                column: "Hash",
                principalTable: "content",
                principalColumn: "Sha256",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_brought_content_content_Sha256",
                table: "brought_content");

            migrationBuilder.DropForeignKey(
                name: "FK_repository_content_content_Sha256",
                table: "repository_content");

            migrationBuilder.DropForeignKey(
                name: "FK_run_artifact_content_Hash",
                table: "run_artifact");

            migrationBuilder.DropIndex(
                name: "IX_run_artifact_Hash",
                table: "run_artifact");

            migrationBuilder.DropIndex(
                name: "IX_content_UnusedSince",
                table: "content");

            migrationBuilder.DropColumn(
                name: "HiddenAt",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "NeededAt",
                table: "xorb");

            migrationBuilder.DropColumn(
                name: "UnusedSince",
                table: "content");

            migrationBuilder.AddForeignKey(
                name: "FK_brought_content_content_Sha256",
                table: "brought_content",
                column: "Sha256",
                principalTable: "content",
                principalColumn: "Sha256",
                onDelete: ReferentialAction.Cascade);
        }
    }
}

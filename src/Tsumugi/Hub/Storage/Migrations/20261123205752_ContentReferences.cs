using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <summary>References to contents that forbid their deletion.</summary>
    /// <remarks>By itself, because SQLite builds the tables anew outside of a transaction: killed in between, it can be run again.</remarks>
    public partial class ContentReferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_brought_content_content_Sha256",
                table: "brought_content");

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

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Erasure : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "thread_redaction",
                columns: table => new
                {
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    by_record = table.Column<long>(type: "INTEGER", nullable: false),
                    digest = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_thread_redaction", x => new { x.seq, x.by_record });
                });

            migrationBuilder.CreateIndex(
                name: "thread_redaction_by",
                table: "thread_redaction",
                columns: new[] { "by_record", "seq" });

            foreach (var change in new[] { "UPDATE", "DELETE" })
                migrationBuilder.Sql($"CREATE TRIGGER thread_redaction_no_{change.ToLowerInvariant()} BEFORE {change} ON thread_redaction BEGIN SELECT RAISE(ABORT, 'the thread is append-only'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "thread_redaction");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "person");
        }
    }
}

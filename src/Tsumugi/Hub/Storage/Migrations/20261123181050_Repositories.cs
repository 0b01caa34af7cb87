using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Repositories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "Files",
                table: "revision",
                newName: "Pages");

            migrationBuilder.AddColumn<int>(
                name: "FileCount",
                table: "revision",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "Size",
                table: "revision",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "CardData",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedAt",
                table: "repository",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Downloads",
                table: "repository",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "Gated",
                table: "repository",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Slug",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "UpdatedAt",
                table: "repository",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            // The key is all there is to it: without a row number beside it the table takes half the room.
            migrationBuilder.Sql(
                """
                CREATE TABLE chunk (
                    Prefix INTEGER NOT NULL, XorbId INTEGER NOT NULL, Position INTEGER NOT NULL,
                    CONSTRAINT PK_chunk PRIMARY KEY (Prefix, XorbId, Position)) WITHOUT ROWID;
                """);

            migrationBuilder.CreateTable(
                name: "content",
                columns: table => new
                {
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    XetHash = table.Column<string>(type: "TEXT", nullable: false),
                    GitBlob = table.Column<string>(type: "TEXT", nullable: true),
                    Terms = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content", x => x.Sha256);
                });

            migrationBuilder.CreateTable(
                name: "file_page",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_file_page", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "repository_commit",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", nullable: false),
                    Parent = table.Column<string>(type: "TEXT", nullable: true),
                    Depth = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<string>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_commit", x => new { x.Kind, x.InstitutionId, x.Name, x.Oid });
                    table.ForeignKey(
                        name: "FK_repository_commit_revision_Kind_InstitutionId_Name_Revision",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name, x.Revision },
                        principalTable: "revision",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name", "Hash" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_content",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_content", x => new { x.Kind, x.InstitutionId, x.Name, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_repository_content_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_name",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_name", x => new { x.Kind, x.InstitutionId, x.Slug });
                    table.ForeignKey(
                        name: "FK_repository_name_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "repository_ref",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Ref = table.Column<string>(type: "TEXT", nullable: false),
                    IsTag = table.Column<bool>(type: "INTEGER", nullable: false),
                    Oid = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_repository_ref", x => new { x.Kind, x.InstitutionId, x.Name, x.Ref });
                    table.ForeignKey(
                        name: "FK_repository_ref_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "xorb",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Size = table.Column<int>(type: "INTEGER", nullable: false),
                    Chunks = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_xorb", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "brought_content",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_brought_content", x => new { x.PersonId, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_brought_content_content_Sha256",
                        column: x => x.Sha256,
                        principalTable: "content",
                        principalColumn: "Sha256",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_brought_content_Sha256",
                table: "brought_content",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_content_XetHash",
                table: "content",
                column: "XetHash");

            migrationBuilder.CreateIndex(
                name: "IX_repository_commit_Kind_InstitutionId_Name_Revision",
                table: "repository_commit",
                columns: new[] { "Kind", "InstitutionId", "Name", "Revision" });

            migrationBuilder.CreateIndex(
                name: "IX_repository_content_Sha256",
                table: "repository_content",
                column: "Sha256");

            migrationBuilder.CreateIndex(
                name: "IX_repository_name_Kind_InstitutionId_Name",
                table: "repository_name",
                columns: new[] { "Kind", "InstitutionId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_xorb_Hash",
                table: "xorb",
                column: "Hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "brought_content");

            migrationBuilder.DropTable(
                name: "chunk");

            migrationBuilder.DropTable(
                name: "file_page");

            migrationBuilder.DropTable(
                name: "repository_commit");

            migrationBuilder.DropTable(
                name: "repository_content");

            migrationBuilder.DropTable(
                name: "repository_name");

            migrationBuilder.DropTable(
                name: "repository_ref");

            migrationBuilder.DropTable(
                name: "xorb");

            migrationBuilder.DropTable(
                name: "content");

            migrationBuilder.DropColumn(
                name: "FileCount",
                table: "revision");

            migrationBuilder.DropColumn(
                name: "Size",
                table: "revision");

            migrationBuilder.DropColumn(
                name: "CardData",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Downloads",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Gated",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "Slug",
                table: "repository");

            migrationBuilder.DropColumn(
                name: "UpdatedAt",
                table: "repository");

            migrationBuilder.RenameColumn(
                name: "Pages",
                table: "revision",
                newName: "Files");
        }
    }
}

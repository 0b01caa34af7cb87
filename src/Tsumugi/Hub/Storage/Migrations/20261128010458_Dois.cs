using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Dois : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "doi",
                columns: table => new
                {
                    Value = table.Column<string>(type: "TEXT", nullable: false),
                    Agency = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Revision = table.Column<string>(type: "TEXT", nullable: true),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    MintedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_doi", x => x.Value);
                    table.ForeignKey(
                        name: "FK_doi_repository_Kind_InstitutionId_Name",
                        columns: x => new { x.Kind, x.InstitutionId, x.Name },
                        principalTable: "repository",
                        principalColumns: new[] { "Kind", "InstitutionId", "Name" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "doi_deposit",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Doi = table.Column<string>(type: "TEXT", nullable: false),
                    Record = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DueAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    SentAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RefusedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_doi_deposit", x => x.Id);
                    table.ForeignKey(
                        name: "FK_doi_deposit_doi_Doi",
                        column: x => x.Doi,
                        principalTable: "doi",
                        principalColumn: "Value",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_doi_Kind_InstitutionId_Name_Revision",
                table: "doi",
                columns: new[] { "Kind", "InstitutionId", "Name", "Revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_doi_deposit_Doi_Id",
                table: "doi_deposit",
                columns: new[] { "Doi", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_doi_deposit_DueAt",
                table: "doi_deposit",
                column: "DueAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "doi_deposit");

            migrationBuilder.DropTable(
                name: "doi");
        }
    }
}

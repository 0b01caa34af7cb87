using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class OriginsAndWithdrawals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The key is nearly all there is to it: without a row number beside it the table takes half the room.
            migrationBuilder.Sql("CREATE TABLE node_origin (node TEXT NOT NULL CONSTRAINT PK_node_origin PRIMARY KEY, set_id INTEGER NOT NULL) WITHOUT ROWID;");

            migrationBuilder.CreateTable(
                name: "origin",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    node = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_origin", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "origin_pending",
                columns: table => new
                {
                    seq = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_origin_pending", x => x.seq);
                });

            migrationBuilder.CreateTable(
                name: "origin_set",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    members = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_origin_set", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "withdrawal",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Dataset = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Subjects = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Confirmed = table.Column<string>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ConfirmedBy = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_withdrawal", x => x.Id);
                    table.ForeignKey(
                        name: "FK_withdrawal_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_withdrawal_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "withdrawal_task",
                columns: table => new
                {
                    WithdrawalId = table.Column<string>(type: "TEXT", nullable: false),
                    Node = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    Evidence = table.Column<string>(type: "TEXT", nullable: true),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_withdrawal_task", x => new { x.WithdrawalId, x.Node });
                    table.ForeignKey(
                        name: "FK_withdrawal_task_withdrawal_WithdrawalId",
                        column: x => x.WithdrawalId,
                        principalTable: "withdrawal",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "withdrawn_revision",
                columns: table => new
                {
                    WithdrawalId = table.Column<string>(type: "TEXT", nullable: false),
                    Node = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_withdrawn_revision", x => new { x.WithdrawalId, x.Node });
                    table.ForeignKey(
                        name: "FK_withdrawn_revision_withdrawal_WithdrawalId",
                        column: x => x.WithdrawalId,
                        principalTable: "withdrawal",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "node_origin_set",
                table: "node_origin",
                column: "set_id");

            migrationBuilder.CreateIndex(
                name: "origin_node",
                table: "origin",
                column: "node",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "origin_set_hash",
                table: "origin_set",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_withdrawal_Dataset",
                table: "withdrawal",
                column: "Dataset");

            migrationBuilder.CreateIndex(
                name: "IX_withdrawal_InstitutionId",
                table: "withdrawal",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_withdrawal_PersonId",
                table: "withdrawal",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_withdrawn_revision_Node",
                table: "withdrawn_revision",
                column: "Node");

            // What an older hub's nodes came from is made when it starts: see RebuildOrigins.
            migrationBuilder.Sql("INSERT INTO origin_pending (seq) SELECT max(seq) FROM thread_tie HAVING count(*) > 0;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "node_origin");

            migrationBuilder.DropTable(
                name: "origin");

            migrationBuilder.DropTable(
                name: "origin_pending");

            migrationBuilder.DropTable(
                name: "origin_set");

            migrationBuilder.DropTable(
                name: "withdrawal_task");

            migrationBuilder.DropTable(
                name: "withdrawn_revision");

            migrationBuilder.DropTable(
                name: "withdrawal");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Federation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "federation_nonce",
                columns: table => new
                {
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    Nonce = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_nonce", x => new { x.SiteId, x.Nonce });
                });

            migrationBuilder.CreateTable(
                name: "federation_receipt",
                columns: table => new
                {
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    TaskId = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Receipt = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_receipt", x => new { x.SiteId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "federation_site",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    NameJa = table.Column<string>(type: "TEXT", nullable: false),
                    NameEn = table.Column<string>(type: "TEXT", nullable: false),
                    CodeHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    CodeUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    PublicKey = table.Column<byte[]>(type: "BLOB", nullable: true),
                    JoinedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Receipts = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceiptHead = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_site", x => x.Id);
                    table.ForeignKey(
                        name: "FK_federation_site_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_training",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: true),
                    Request = table.Column<string>(type: "TEXT", nullable: false),
                    Recipe = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    ReasonJa = table.Column<string>(type: "TEXT", nullable: true),
                    ReasonEn = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Result = table.Column<string>(type: "TEXT", nullable: true),
                    Credit = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_training", x => x.Id);
                    table.ForeignKey(
                        name: "FK_federation_training_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_dataset",
                columns: table => new
                {
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Node = table.Column<string>(type: "TEXT", nullable: false),
                    Rows = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_dataset", x => new { x.SiteId, x.Name });
                    table.ForeignKey(
                        name: "FK_federation_dataset_federation_site_SiteId",
                        column: x => x.SiteId,
                        principalTable: "federation_site",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_participant",
                columns: table => new
                {
                    TrainingId = table.Column<string>(type: "TEXT", nullable: false),
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Dataset = table.Column<string>(type: "TEXT", nullable: false),
                    Node = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_participant", x => new { x.TrainingId, x.SiteId });
                    table.ForeignKey(
                        name: "FK_federation_participant_federation_site_SiteId",
                        column: x => x.SiteId,
                        principalTable: "federation_site",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_federation_participant_federation_training_TrainingId",
                        column: x => x.TrainingId,
                        principalTable: "federation_training",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_round",
                columns: table => new
                {
                    TrainingId = table.Column<string>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Phase = table.Column<string>(type: "TEXT", nullable: false),
                    PhaseUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClosedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Loss = table.Column<double>(type: "REAL", nullable: true),
                    OverheadSeconds = table.Column<double>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_round", x => new { x.TrainingId, x.Number });
                    table.ForeignKey(
                        name: "FK_federation_round_federation_training_TrainingId",
                        column: x => x.TrainingId,
                        principalTable: "federation_training",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federation_task",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    TrainingId = table.Column<string>(type: "TEXT", nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    SiteId = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Lease = table.Column<string>(type: "TEXT", nullable: true),
                    BeatAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Phase = table.Column<string>(type: "TEXT", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false),
                    Total = table.Column<long>(type: "INTEGER", nullable: false),
                    Receipt = table.Column<long>(type: "INTEGER", nullable: true),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: true),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Examples = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstLoss = table.Column<double>(type: "REAL", nullable: true),
                    LastLoss = table.Column<double>(type: "REAL", nullable: true),
                    TrainingSeconds = table.Column<double>(type: "REAL", nullable: false),
                    Norm = table.Column<double>(type: "REAL", nullable: true),
                    Kept = table.Column<bool>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federation_task", x => x.Id);
                    table.ForeignKey(
                        name: "FK_federation_task_federation_round_TrainingId_Round",
                        columns: x => new { x.TrainingId, x.Round },
                        principalTable: "federation_round",
                        principalColumns: new[] { "TrainingId", "Number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_federation_nonce_At",
                table: "federation_nonce",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_federation_participant_SiteId",
                table: "federation_participant",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_federation_receipt_TaskId",
                table: "federation_receipt",
                column: "TaskId");

            migrationBuilder.CreateIndex(
                name: "IX_federation_site_InstitutionId",
                table: "federation_site",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_federation_task_SiteId_State",
                table: "federation_task",
                columns: new[] { "SiteId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_federation_task_TrainingId_Round",
                table: "federation_task",
                columns: new[] { "TrainingId", "Round" });

            migrationBuilder.CreateIndex(
                name: "IX_federation_training_InstitutionId",
                table: "federation_training",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_federation_training_State",
                table: "federation_training",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "federation_dataset");

            migrationBuilder.DropTable(
                name: "federation_nonce");

            migrationBuilder.DropTable(
                name: "federation_participant");

            migrationBuilder.DropTable(
                name: "federation_receipt");

            migrationBuilder.DropTable(
                name: "federation_task");

            migrationBuilder.DropTable(
                name: "federation_site");

            migrationBuilder.DropTable(
                name: "federation_round");

            migrationBuilder.DropTable(
                name: "federation_training");
        }
    }
}

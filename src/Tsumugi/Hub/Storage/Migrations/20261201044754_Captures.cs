using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Captures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "capture",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstrumentId = table.Column<string>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Dataset = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ClockOffset = table.Column<double>(type: "REAL", nullable: false),
                    BookingId = table.Column<string>(type: "TEXT", nullable: true),
                    Samples = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_capture", x => x.Id);
                    table.ForeignKey(
                        name: "FK_capture_booking_BookingId",
                        column: x => x.BookingId,
                        principalTable: "booking",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_capture_instrument_InstrumentId",
                        column: x => x.InstrumentId,
                        principalTable: "instrument",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "capture_state",
                columns: table => new
                {
                    InstrumentId = table.Column<string>(type: "TEXT", nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    CaptureId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    CommittedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_capture_state", x => new { x.InstrumentId, x.Fingerprint });
                    table.ForeignKey(
                        name: "FK_capture_state_capture_CaptureId",
                        column: x => x.CaptureId,
                        principalTable: "capture",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_capture_BookingId",
                table: "capture",
                column: "BookingId");

            migrationBuilder.CreateIndex(
                name: "IX_capture_InstrumentId_Key",
                table: "capture",
                columns: new[] { "InstrumentId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_capture_InstrumentId_StartedAt",
                table: "capture",
                columns: new[] { "InstrumentId", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_capture_state_CaptureId",
                table: "capture_state",
                column: "CaptureId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "capture_state");

            migrationBuilder.DropTable(
                name: "capture");
        }
    }
}
